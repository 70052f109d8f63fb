import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkpointTime, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { parseNote } from './internal/note-format.ts';
import { SAMPLE_ORIGIN, sampleSigners, SAMPLE_TIME_MS } from './internal/sample-log.ts';
import { generateLogKeys } from './log-keys.ts';
import { Ed25519NoteSigner, MlDsa44Cosigner } from './note-signer.ts';
import { keyIdOf, noteVerifier, verifierKeyString, type SignedCheckpoint } from './note-verifier.ts';
import { leafHash } from './tree-hash.ts';

const root = leafHash(Buffer.from('only'));
const { ed25519, mlDsa44 } = sampleSigners();
const both = [ed25519.verifier(), mlDsa44.verifier()];
const input = { origin: SAMPLE_ORIGIN, size: 1, root, signers: [ed25519, mlDsa44], time: SAMPLE_TIME_MS };
const note = await signCheckpoint(input);

test('a signed checkpoint opens with its keys and says what was signed, by whom and when', () => {
  const checkpoint = openCheckpoint(note, both);
  assert.equal(checkpoint.origin, SAMPLE_ORIGIN);
  assert.equal(checkpoint.size, 1);
  assert.deepEqual(checkpoint.root, root);
  assert.deepEqual(
    checkpoint.signatures.map(({ algorithm, timestampS }) => [algorithm, timestampS]),
    [
      ['ed25519', null],
      ['ml-dsa-44', SAMPLE_TIME_MS / 1000],
    ],
  );
  assert.equal(checkpointTime(checkpoint), SAMPLE_TIME_MS);
  assert.equal(checkpointTime(openCheckpoint(note, [ed25519.verifier()])), null);
});

test('verifies the Ed25519 note of the documentation of golang.org/x/mod/sumdb/note', () => {
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const line =
    'PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';
  const parsed = parseNote(`${text}\n\u2014 ${line}\n`)!;
  const verifier = noteVerifier(vkey);
  const [signature] = parsed.signatures;
  assert.equal(signature!.keyId, verifier.keyId);
  const signed = {
    text: parsed.text,
    extensions: [],
    origin: '',
    size: 0,
    root: new Uint8Array(32),
  } as SignedCheckpoint;
  assert.deepEqual(verifier.verify(signed, signature!.signature), { timestampS: null });
  assert.equal(verifier.verify({ ...signed, text: `${text}x\n` }, signature!.signature), null);
});

test('verifies the ML-DSA-44 cosignature of another implementation, made with a known seed', () => {
  const seed = '2886adc2b0eabfce67c0472939127998bf886cf256bfee8ba76a253fce1146e0';
  const pkcs8 = Buffer.from(`3034020100300b060960864801650304031104228020${seed}`, 'hex').toString('base64');
  const cosigner = new MlDsa44Cosigner({ name: 'example.com/mldsa-log', privateKey: pkcs8 });
  assert.equal(cosigner.keyId, 'b5df45c5');
  const url = new URL('../../../tests/vectors/ledger/outside-cosignature.txt', import.meta.url);
  const outside = readFileSync(url, 'utf8');
  const checkpoint = openCheckpoint(outside, [cosigner.verifier()]);
  assert.equal(checkpoint.size, 1);
  assert.deepEqual(checkpoint.root, leafHash(Buffer.from('testonly')));
  const other = outside.replace('\n1\n', '\n2\n');
  assert.throws(() => openCheckpoint(other, [cosigner.verifier()]), { code: 'checkpoint_signature_invalid' });
});

test('generated keys sign, travel as text and have different ids under one name', async () => {
  const keys = generateLogKeys({ origin: 'fresh.example/log' });
  const signers = [new Ed25519NoteSigner(keys.ed25519), new MlDsa44Cosigner(keys.mlDsa44)];
  const fresh = await signCheckpoint({ ...input, origin: 'fresh.example/log', signers });
  const verifiers = [keys.ed25519.vkey, keys.mlDsa44.vkey].map(noteVerifier);
  assert.equal(openCheckpoint(fresh, verifiers).signatures.length, 2);
  assert.notEqual(signers[0]!.keyId, signers[1]!.keyId);
});

test('signatures by unknown keys are ignored, but not when nothing else is there', async () => {
  const stranger = sampleSigners(9, 'witness.example/w1').ed25519;
  const cosigned = await signCheckpoint({ ...input, signers: [stranger, ed25519, mlDsa44] });
  assert.equal(openCheckpoint(cosigned, both).signatures.length, 2);
  const alone = await signCheckpoint({ ...input, signers: [stranger] });
  assert.throws(() => openCheckpoint(alone, both), { code: 'untrusted_key' });
  assert.throws(() => openCheckpoint(note, []), { code: 'untrusted_key' });
});

test('a note that lost its post-quantum line is refused by whoever trusts such a key', async () => {
  const stripped = await signCheckpoint({ ...input, signers: [ed25519] });
  assert.throws(() => openCheckpoint(stripped, both), { code: 'untrusted_key' });
  assert.equal(openCheckpoint(stripped, [ed25519.verifier()]).size, 1);
});

test('a key of another name with the same bytes is another key', async () => {
  const renamed = sampleSigners(1, 'log.example/other');
  assert.throws(() => openCheckpoint(note, [renamed.ed25519.verifier()]), { code: 'untrusted_key' });
});

test('no change of a signed line or of a signature goes unnoticed', () => {
  const [body, lines] = note.split('\n\n') as [string, string];
  const [first, second] = lines.trimEnd().split('\n') as [string, string];
  const swap = (line: string, at: number): string =>
    `${line.slice(0, at)}${line[at] === 'A' ? 'B' : 'A'}${line.slice(at + 1)}`;
  const changed: Record<string, string> = {
    origin: note.replace(SAMPLE_ORIGIN, 'log.example/tensorguarD'),
    size: note.replace('\n1\n', '\n2\n'),
    'an extension line': `${body}\nextension\n\n${lines}`,
    'the Ed25519 signature': `${body}\n\n${swap(first, 60)}\n${second}\n`,
    'the ML-DSA signature': `${body}\n\n${first}\n${swap(second, 1000)}\n`,
    'the cosignature time': `${body}\n\n${first}\n${swap(second, SAMPLE_ORIGIN.length + 14)}\n`,
  };
  for (const [name, text] of Object.entries(changed)) {
    assert.throws(() => openCheckpoint(text, both), { code: 'checkpoint_signature_invalid' }, name);
  }
});

test('an extension line does not hide under a cosignature alone', async () => {
  const alone = await signCheckpoint({ ...input, signers: [mlDsa44] });
  assert.equal(openCheckpoint(alone, [mlDsa44.verifier()]).size, 1);
  const extended = alone.replace('\n\n', '\nextension\n\n');
  assert.throws(() => openCheckpoint(extended, [mlDsa44.verifier()]), { code: 'checkpoint_signature_invalid' });
});

const malformed: Record<string, string> = {
  nothing: '',
  'no signature': `${SAMPLE_ORIGIN}\n1\n${root.toString('base64')}\n`,
  'no final newline': note.slice(0, -1),
  'a carriage return': note.replace('\n', '\r\n'),
  'a size with leading zero': note.replace('\n1\n', '\n01\n'),
  'a negative size': note.replace('\n1\n', '\n-1\n'),
  'a size past exact integers': note.replace('\n1\n', '\n99999999999999999\n'),
  'a size past the largest tree': note.replace('\n1\n', '\n9007199254740991\n'),
  'a short root': note.replace(root.toString('base64'), 'AAAA'),
  'a root with white space': note.replace(root.toString('base64'), `${root.toString('base64')} `),
  'an empty extension line': note.replace('\n\n', '\n\n\n'),
  'a hyphen instead of the dash': note.replaceAll('\u2014', '-'),
  'a signature without key id': note.replace(/\u2014 (\S+) .*\n$/, '\u2014 $1 AAAA\n'),
  'words after a signature': note.replace(/\n$/, ' more\n'),
  'too many signatures': note + note.split('\n').at(-2)!.concat('\n').repeat(70),
  'a lone surrogate': note.replace('log', '\ud800'),
  'too long': note.padEnd(200_000, 'A'),
};
for (const [name, text] of Object.entries(malformed)) {
  test(`refuses a note with ${name}`, () => {
    assert.throws(() => openCheckpoint(text, both), { code: 'checkpoint_malformed' });
  });
}

test('any text is refused with a code, never with another error', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\n\n', '\u2014 ', ' ', 'AAAAAAAA', '1', note),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      if (text === note) return;
      assert.throws(
        () => openCheckpoint(text, both),
        (error: { code?: string }) => typeof error.code === 'string',
      );
    }),
  );
});

test('does not sign what is not a checkpoint', async () => {
  const wrong = [
    { ...input, origin: '' },
    { ...input, origin: 'two words' },
    { ...input, origin: 'x'.repeat(256) },
    { ...input, size: -1 },
    { ...input, size: 0 },
    { ...input, root: root.subarray(1) },
    { ...input, signers: [] },
  ];
  for (const bad of wrong) await assert.rejects(signCheckpoint(bad), { code: 'checkpoint_malformed' });
});

test('does not cosign extension lines, which the format leaves unsigned', async () => {
  const extended = { ...parseCheckpoint(note), extensions: ['more'] };
  await assert.rejects(mlDsa44.sign(extended, SAMPLE_TIME_MS), { code: 'checkpoint_malformed' });
});

test('refuses verifier keys that are not what they say', () => {
  const { vkey } = ed25519;
  const [name, id, key] = vkey.split('+') as [string, string, string];
  const short = Buffer.from(key, 'base64').subarray(0, 20);
  const wrong = [
    '',
    'name',
    `${name}+${id}`,
    `${name}+00000000+${key}`,
    `${name}+${id.toUpperCase()}x+${key}`,
    `other+${id}+${key}`,
    `${name}+${id}+${key.slice(0, -4)}`,
    `na me+${id}+${key}`,
    `${name}+${keyIdOf(name, 'ed25519', short.subarray(1))}+${short.toString('base64')}`,
    vkey.replace(key, Buffer.concat([Buffer.from([4]), Buffer.alloc(32)]).toString('base64')),
  ];
  for (const text of wrong) assert.throws(() => noteVerifier(text), { code: 'key_invalid' }, text);
  assert.throws(() => verifierKeyString('a+b', 'ed25519', Buffer.alloc(32)), { code: 'key_invalid' });
  assert.throws(() => generateLogKeys({ origin: 'a b' }), { code: 'key_invalid' });
});

test('refuses private keys that are none or of another algorithm', () => {
  const keys = generateLogKeys({ origin: 'fresh.example/log' });
  assert.throws(() => new Ed25519NoteSigner({ name: 'a', privateKey: 'AAAA' }), { code: 'key_invalid' });
  assert.throws(() => new Ed25519NoteSigner(keys.mlDsa44), { code: 'key_invalid' });
  assert.throws(() => new MlDsa44Cosigner(keys.ed25519), { code: 'key_invalid' });
});
