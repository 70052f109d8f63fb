import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { parsePrivateKey, recipientKeyId, type Manifest, type RecipientPublicKey } from '@tensorguard/tgsp';
import { directionClassifier, directionClassifierBytes, directionClassifierPath } from '@tensorguard/testkit';
import { startFakeApi } from '../../testing/fake-api.ts';
import { runChild } from '../../testing/run-child.ts';
import { run } from '../../testing/run-in-process.ts';

// The real command packs the real model once; what follows looks at the result from all sides.
let dir: string;
const file = (name: string): string => join(dir, name);
const signingKey = (): string => file('keys/acme.signing.key.json');
const signingPub = (): string => file('keys/acme.signing.pub.json');
const recipientKey = (): string => file('keys/acme.recipient.key.json');
const recipientPub = (): string => file('keys/acme.recipient.pub.json');
const packArgs = (more: readonly string[] = []): string[] => [
  'package',
  'pack',
  '--name',
  'direction',
  '--version',
  '1.0.0',
  '--model',
  directionClassifierPath(),
  '--licence',
  directionClassifier.licence,
  '--source',
  directionClassifier.source,
  '--signing-key',
  signingKey(),
  '--recipient',
  recipientPub(),
  ...more,
];

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tensorguard-cli-'));
  await writeFile(file('labels.txt'), 'upright\nupside down\n');
  const keygen = await runChild(['package', 'keygen', '--out', 'keys', '--name', 'acme'], { cwd: dir });
  assert.equal(keygen.code, 0, keygen.stderr);
  const extra = ['--file', 'labels.txt:config', '--self-test-auto', '2', '--out', 'd.tgsp', '--json'];
  const packed = await runChild(packArgs(extra), { cwd: dir });
  assert.equal(packed.code, 0, packed.stderr);
  await writeFile(file('packed.json'), packed.stdout);
});
after(() => rm(dir, { recursive: true, force: true }));

suite('package keygen', () => {
  test('writes private files for the owner only and overwrites nothing', async () => {
    assert.equal((await stat(signingKey())).mode & 0o777, 0o600);
    assert.equal((await stat(recipientKey())).mode & 0o777, 0o600);
    const before = await readFile(signingKey());
    const again = await run(['package', 'keygen', '--out', file('keys'), '--name', 'acme']);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^file_exists: /);
    assert.deepEqual(await readFile(signingKey()), before);
  });

  test('encrypts private keys with a passphrase, which pack then needs', async () => {
    const env = { TENSORGUARD_KEY_PASSPHRASE: 'correct horse' };
    const made = await run(['package', 'keygen', '--out', file('locked'), '--kind', 'signing', '--encrypt'], { env });
    assert.equal(made.code, 0, made.stderr);
    assert.deepEqual(await readdir(file('locked')), ['tensorguard.signing.key.json', 'tensorguard.signing.pub.json']);
    const locked = file('locked/tensorguard.signing.key.json');
    await assert.rejects(parsePrivateKey(await readFile(locked, 'utf8')));
    const args = [...packArgs(['--out', file('locked.tgsp')]), '--signing-key', locked];
    const without = await run(args);
    assert.deepEqual([without.code, without.stderr.startsWith('passphrase_missing: ')], [2, true]);
    const wrong = await run(args, { env: { TENSORGUARD_KEY_PASSPHRASE: 'wrong' } });
    assert.deepEqual([wrong.code, wrong.stderr.startsWith('passphrase_wrong: ')], [1, true]);
    assert.equal((await run(args, { env })).code, 0);
  });

  test('asks twice for a passphrase on a terminal', async () => {
    const args = ['package', 'keygen', '--out', file('asked'), '--kind', 'recipient', '--encrypt'];
    const differing = await run(args, { terminal: true, stdin: 'one\ntwo' });
    assert.deepEqual([differing.code, /not the same/.test(differing.stderr)], [2, true]);
    assert.equal((await run(args, { terminal: true, stdin: 'one\none' })).code, 0);
  });

  test('takes no name that leads out of the folder', async () => {
    for (const name of ['../x', '.x', 'a/b', '']) {
      assert.equal((await run(['package', 'keygen', '--out', dir, '--name', name])).code, 2, name);
    }
  });
});

suite('package pack', () => {
  test('records what the real model says about itself and what it really gives', async () => {
    const { manifest, size } = JSON.parse(await readFile(file('packed.json'), 'utf8')) as {
      manifest: Manifest;
      size: number;
    };
    assert.equal((await stat(file('d.tgsp'))).size, size);
    assert.equal(manifest.model.opset, directionClassifier.opset);
    assert.equal(manifest.model.inputs[0]?.name, directionClassifier.input.name);
    assert.deepEqual(
      manifest.files.map(({ path, role }) => [path, role]),
      [
        [directionClassifier.fileName, 'model'],
        ['labels.txt', 'config'],
      ],
    );
    assert.equal(manifest.files[0]?.sha256, directionClassifier.sha256);
    assert.equal(manifest.selfTest.length, 2);
    const outputs = manifest.selfTest.map(({ outputs }) => {
      const bytes = Buffer.from(outputs[directionClassifier.output.name]!.data, 'base64');
      return [bytes.readFloatLE(0), bytes.readFloatLE(4)] as const;
    });
    for (const [a, b] of outputs) assert.ok(Math.abs(a + b - 1) < 1e-5, 'two probabilities');
    assert.notDeepEqual(outputs[0], outputs[1]);
  });

  test('takes vectors from a file after the model passed them', async () => {
    const { manifest } = JSON.parse(await readFile(file('packed.json'), 'utf8')) as { manifest: Manifest };
    await writeFile(file('good.json'), JSON.stringify(manifest.selfTest));
    const good = await run(packArgs(['--self-test', file('good.json'), '--out', file('good.tgsp'), '--json']));
    assert.deepEqual((good.json() as { manifest: Manifest }).manifest.selfTest, manifest.selfTest);

    const [first] = manifest.selfTest;
    const output = { [directionClassifier.output.name]: { dtype: 'float32', shape: [1, 2], data: [0.5, 0.5] } };
    await writeFile(file('bad.json'), JSON.stringify([{ ...first, outputs: output }]));
    const bad = await run(packArgs(['--self-test', file('bad.json'), '--out', file('bad.tgsp')]));
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /^self_test_failed: [\s\S]*softmax_0\.tmp_0\[0\] is .* not 0\.5/);
    await assert.rejects(stat(file('bad.tgsp')));
  });

  test('says which dimensions to name when made inputs do not fit', async () => {
    const wrong = ['--self-test-auto', '1', '--dimension', 'p2o.DynamicDimension.1=100000', '--out', file('x.tgsp')];
    const { code, stderr } = await run(packArgs(wrong));
    assert.equal(code, 1);
    assert.match(stderr, /^model_unusable: .*--dimension/);
  });

  const refused: [name: string, argv: () => string[], code: number, stderr: RegExp][] = [
    [
      'a model that is none',
      () => [...packArgs(['--out', file('x')]), '--model', file('labels.txt')],
      1,
      /^onnx_malformed/,
    ],
    [
      'a model that is missing',
      () => [...packArgs(['--out', file('x')]), '--model', file('none')],
      1,
      /^file_unreadable/,
    ],
    [
      'a private key as recipient',
      () => packArgs(['--recipient', recipientKey(), '--out', file('x')]),
      1,
      /^key_malformed/,
    ],
    [
      'a signing key as recipient',
      () => packArgs(['--recipient', signingPub(), '--out', file('x')]),
      2,
      /not a recipient key/,
    ],
    ['a bad line name', () => [...packArgs(['--out', file('x')]), '--name', 'No Spaces'], 3, /^manifest_invalid/],
    [
      'two files of one name',
      () => packArgs(['--file', file('labels.txt'), '--file', file('labels.txt'), '--out', file('x')]),
      3,
      /^duplicate_path/,
    ],
    ['a folder as output', () => packArgs(['--out', file('keys')]), 1, /^output_failed: .* is not a file/],
    ['a bad time', () => packArgs(['--created-at', 'noon', '--out', file('x')]), 2, /--created-at is not a time/],
    ['a bad digest', () => packArgs(['--source-digest', 'md5:1', '--out', file('x')]), 2, /--source-digest/],
    [
      'a bad dimension',
      () => packArgs(['--dimension', 'n=0', '--out', file('x')]),
      2,
      /A dimension is written name=size/,
    ],
    [
      'vectors that are no JSON',
      () => packArgs(['--self-test', file('labels.txt'), '--out', file('x')]),
      2,
      /is not JSON/,
    ],
  ];
  for (const [name, argv, code, stderr] of refused) {
    test(`refuses ${name}`, async () => {
      const outcome = await run(argv());
      assert.match(outcome.stderr, stderr);
      assert.equal(outcome.code, code);
      await assert.rejects(stat(file('x')));
    });
  }

  test('encrypts to the platform after its key proved to be the one it names', async () => {
    const key = JSON.parse(await readFile(recipientPub(), 'utf8')) as RecipientPublicKey;
    const args = [...packArgs(['--out', file('platform.tgsp'), '--json']), '--recipient', 'platform'];
    const keyId = recipientKeyId(key);
    await using honest = await startFakeApi({ getPackagingKey: () => ({ keyId, publicKey: key.xWing }) });
    const { manifest } = (await run(args, { env: honest.env })).json() as { manifest: Manifest };
    assert.deepEqual(
      manifest.recipients.map((stanza) => stanza.kind === 'hpke' && stanza.recipient),
      [keyId, keyId],
    );
    const other = `sha256:${'0'.repeat(64)}`;
    await using dishonest = await startFakeApi({ getPackagingKey: () => ({ keyId: other, publicKey: key.xWing }) });
    const refusal = await run(args, { env: dishonest.env });
    assert.match(refusal.stderr, /^\{"error":\{"code":"answer_unexpected"/);
  });
});

suite('package verify, inspect and open', () => {
  test('verify checks signatures, and content with a recipient key', async () => {
    const header = await runChild(['package', 'verify', file('d.tgsp'), '--key', signingPub()]);
    assert.equal(header.code, 0, header.stderr);
    assert.match(header.stdout, /Signatures are valid[\s\S]*not checked: no recipient key/);
    const whole = await runChild([
      'package',
      'verify',
      file('d.tgsp'),
      '--key',
      signingPub(),
      '--recipient-key',
      recipientKey(),
      '--json',
    ]);
    const report = whole.json() as { payload: unknown };
    assert.deepEqual(report.payload, { files: 2, plaintextBytes: directionClassifier.sizeBytes + 20 });
  });

  test('inspect says that nothing is verified', async () => {
    const { code, stdout } = await run(['package', 'inspect', file('d.tgsp')]);
    assert.equal(code, 0);
    assert.match(stdout, /^NOT VERIFIED/);
    assert.match(stdout, /direction 1\.0\.0/);
  });

  test('open gives the very model back, once, and names an unvouched signer', async () => {
    const args = ['package', 'open', 'd.tgsp', '--recipient-key', recipientKey(), '--out', 'open'];
    const opened = await runChild(args, { cwd: dir });
    assert.equal(opened.code, 0, opened.stderr);
    assert.match(opened.stderr, /Nobody vouches for the signer/);
    assert.deepEqual(await readFile(file(`open/${directionClassifier.fileName}`)), directionClassifierBytes());
    const again = await run(args, { cwd: dir });
    assert.deepEqual([again.code, again.stderr.startsWith('target_exists: ')], [1, true]);
    const vouched = await run([...args.slice(0, -1), 'vouched', '--key', signingPub(), '--json'], { cwd: dir });
    assert.equal((vouched.json() as { signerTrusted: boolean }).signerTrusted, true);
  });

  test('progress is on standard error of a terminal only', async () => {
    const args = [
      'package',
      'verify',
      file('d.tgsp'),
      '--key',
      signingPub(),
      '--recipient-key',
      recipientKey(),
      '--json',
    ];
    assert.equal((await run(args)).stderr, '');
    const shown = await run(args, { terminal: true });
    assert.match(shown.stderr, /Verifying █{24} 100 %/);
    assert.ok(shown.json());
  });

  const tampered: [name: string, change: (bytes: Buffer) => Buffer, stderr: RegExp][] = [
    ['a flipped bit in the content', (bytes) => flip(bytes, bytes.length - 20), /^chunk_tampered/],
    ['a cut end', (bytes) => bytes.subarray(0, -1), /^(truncated|size_mismatch)/],
    ['an addition', (bytes) => Buffer.concat([bytes, Buffer.of(0)]), /^trailing_bytes/],
    ['another magic', (bytes) => flip(bytes, 0), /^bad_magic/],
    ['another version', (bytes) => flip(bytes, 4), /^unsupported_version/],
  ];
  for (const [name, change, stderr] of tampered) {
    test(`verify refuses ${name} with exit code 3`, async () => {
      await writeFile(file('bad'), change(await readFile(file('d.tgsp'))));
      const outcome = await run([
        'package',
        'verify',
        file('bad'),
        '--key',
        signingPub(),
        '--recipient-key',
        recipientKey(),
      ]);
      assert.match(outcome.stderr, stderr);
      assert.equal(outcome.code, 3);
    });
  }

  test('verify refuses another signer, and a key that opens nothing', async () => {
    await run(['package', 'keygen', '--out', file('keys'), '--name', 'other']);
    const signer = await run(['package', 'verify', file('d.tgsp'), '--key', file('keys/other.signing.pub.json')]);
    assert.deepEqual([signer.code, signer.stderr.startsWith('untrusted_signer')], [3, true]);
    const args = ['package', 'verify', file('d.tgsp'), '--key', signingPub()];
    const recipient = await run([...args, '--recipient-key', file('keys/other.recipient.key.json')]);
    assert.deepEqual([recipient.code, recipient.stderr.startsWith('no_matching_recipient')], [3, true]);
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
