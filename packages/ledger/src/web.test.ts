import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inclusionProof } from './inclusion-proof.ts';
import { SAMPLE_ORIGIN, sampleLog, sampleSigners } from './internal/sample-log.ts';
import { entryLeafHash, openCheckpoint, verifyInclusion } from './web.ts';

const log = await sampleLog(130);
const [vkey, pqVkey] = log.trustedKeys as [string, string];
const note = await log.checkpoint();
const base64 = (hash: Buffer): string => hash.toString('base64');

test('the web module reaches no Node module and nothing of the workspace but its own files', () => {
  const seen = new Set<string>();
  const visit = (url: URL): void => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    const source = readFileSync(url, 'utf8');
    assert.doesNotMatch(source, /\bBuffer\b|\bprocess\./, url.pathname);
    for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)) {
      assert.match(specifier!, /^\.\.?\//, url.pathname);
      visit(new URL(specifier!, url));
    }
  };
  visit(new URL('web.ts', import.meta.url));
  assert.ok(seen.size > 1);
});

test('checks an entry from its bytes to the signed root with WebCrypto alone', async () => {
  const checkpoint = await openCheckpoint(note, vkey);
  assert.deepEqual({ origin: checkpoint.origin, size: checkpoint.size }, { origin: SAMPLE_ORIGIN, size: 130 });
  for (const index of [0, 1, 64, 127, 128, 129]) {
    const leafHash = await entryLeafHash(log.entries[index]!.bytes);
    const proof = (await inclusionProof(log.store, 130, index)).map(base64);
    const claim = { index, size: checkpoint.size, root: checkpoint.root, leafHash, proof };
    assert.equal((await verifyInclusion(claim)).index, index);
    const wrong = [
      { ...claim, index: index + 1 },
      { ...claim, leafHash: checkpoint.root },
      { ...claim, leafHash: 'AAAA' },
      { ...claim, root: leafHash },
      { ...claim, proof: proof.slice(1) },
      { ...claim, proof: proof.map(() => 'not base64') },
    ];
    for (const bad of wrong) await assert.rejects(verifyInclusion(bad), { code: 'proof_invalid' });
  }
});

test('refuses checkpoints and keys that do not fit, with the code that says why', async () => {
  const stranger = sampleSigners(5).ed25519.vkey;
  const cases: [string, string, string][] = [
    [note, stranger, 'untrusted_key'],
    [note.replace('\n130\n', '\n131\n'), vkey, 'checkpoint_signature_invalid'],
    [note.slice(1), vkey, 'checkpoint_signature_invalid'],
    ['nonsense', vkey, 'checkpoint_malformed'],
    [note, pqVkey, 'key_invalid'],
    [note, 'nonsense', 'key_invalid'],
    [note, vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), 'key_invalid'],
  ];
  for (const [text, key, code] of cases) await assert.rejects(openCheckpoint(text, key), { code });
});
