import { LedgerError } from './errors.ts';
import { TILE_WIDTH } from './tile-path.ts';

/**
 * Splits a C2SP entry bundle (`tile/entries/...`) into the entries' bytes.
 *
 * @throws LedgerError `tile_malformed` when lengths do not add up or there are more than 256 entries.
 */
export function parseEntryTile(bytes: Uint8Array): Buffer[] {
  const bundle = Buffer.from(bytes);
  const entries: Buffer[] = [];
  let at = 0;
  while (at < bundle.length) {
    const end = at + 2 <= bundle.length ? at + 2 + bundle.readUInt16BE(at) : Infinity;
    if (end > bundle.length || entries.length === TILE_WIDTH) {
      throw new LedgerError('tile_malformed', 'an entry bundle does not split into entries');
    }
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
