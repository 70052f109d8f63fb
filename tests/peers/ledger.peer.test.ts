import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isoTime } from '@tensorguard/core';
import {
  consistencyProof,
  Ed25519NoteSigner,
  generateLogKeys,
  inclusionProof,
  LogAppender,
  MemoryTileStore,
  MlDsa44Cosigner,
  signCheckpoint,
  writeTiles,
  type EntryDraft,
} from '@tensorguard/ledger';

/** Where Debian's golang-golang-x-mod-dev puts its sources; `GOPATH` names another place. */
const GO_SOURCES = process.env['GOPATH'] ?? '/usr/share/gocode';
const PROGRAM = fileURLToPath(new URL('ledger/main.go', import.meta.url));
const TIMEOUT_MS = 120_000;
const ORIGIN = 'peer.example/ledger';
const SIZE = 700;
const OLD_SIZE = 300;
const INDEX = 299;

test(
  'Go sumdb accepts our checkpoint, root, tiles and proofs, and refuses changed ones',
  { skip: missing() },
  async () => {
    const input = await peerInput();
    assert.equal(judge(input).stdout, 'ok\n');

    const [first, ...rest] = input.inclusion as [string, ...string[]];
    const wrong: Record<string, object> = {
      checkpoint: { note: input.note.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`) },
      root: { entries: input.entries.with(5, input.entries[6]!) },
      inclusion: { inclusion: [...rest, first] },
      consistency: { oldSize: OLD_SIZE - 1 },
      tile: { tiles: { ...input.tiles, 'tile/0/001': input.tiles['tile/0/000'] } },
    };
    for (const [name, change] of Object.entries(wrong)) {
      const { status, stdout } = judge({ ...input, ...change });
      assert.equal(status, 1, name);
      assert.ok(stdout.startsWith(name), `${name}: ${stdout}`);
    }
  },
);

/** Why this cannot run here, or `false`. */
function missing(): string | false {
  if (spawnSync('go', ['version']).status !== 0) return 'go is not installed';
  const module = join(GO_SOURCES, 'src/golang.org/x/mod/sumdb/tlog');
  return existsSync(module) ? false : 'the sources of golang.org/x/mod are not installed (golang-golang-x-mod-dev)';
}

function judge(input: object): SpawnSyncReturns<string> {
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: GO_SOURCES,
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '',
  };
  const options = { env, input: JSON.stringify(input), encoding: 'utf8', timeout: TIMEOUT_MS } as const;
  return spawnSync('go', ['run', PROGRAM], options);
}

async function peerInput() {
  const keys = generateLogKeys({ origin: ORIGIN });
  const store = new MemoryTileStore();
  const appender = await LogAppender.resume({ store, size: 0 });
  const old = appender.append(drafts(0, OLD_SIZE));
  const now = appender.append(drafts(OLD_SIZE, SIZE - OLD_SIZE));
  await writeTiles(store, [...old.tiles, ...now.tiles]);
  const signers = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];
  const note = await signCheckpoint({ origin: ORIGIN, size: SIZE, root: now.root, signers, time: Date.now() });
  const hashTiles = store.paths().filter((path) => !path.startsWith('tile/entries/'));
  const tiles = await Promise.all(hashTiles.map(async (path) => [path, base64((await store.read(path))!)] as const));
  return {
    verifierKey: keys.ed25519.vkey,
    note,
    entries: [...old.entries, ...now.entries].map(({ bytes }) => base64(bytes)),
    index: INDEX,
    inclusion: (await inclusionProof(store, SIZE, INDEX)).map(base64),
    oldSize: OLD_SIZE,
    oldRoot: base64(old.root),
    consistency: (await consistencyProof(store, SIZE, OLD_SIZE)).map(base64),
    tiles: Object.fromEntries(tiles),
  };
}

function drafts(from: number, count: number): EntryDraft[] {
  return Array.from({ length: count }, (_, i) => ({
    time: isoTime(Date.UTC(2026, 0, 1) + from + i),
    tenant: 'tnt_peer',
    type: 'peer.checked',
    actor: { kind: 'user', id: 'usr_1' },
    subject: { kind: 'thing', id: `thing_${from + i}` },
    data: { number: from + i },
  }));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
