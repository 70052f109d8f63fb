import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createHmac, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../errors.ts';
import { compile } from '../policy.ts';
import { toJs } from '../value/json.ts';
import { combineBundles, readBundle } from './bundle.ts';
import { readTar } from './read-tar.ts';
import type { VerificationKey } from './signatures.ts';

const FILES = {
  '.manifest': '{"revision":"r1","roots":["authz","roles"]}',
  'authz/policy.rego': 'package authz\nallow if input.role in data.roles.names',
  'roles/data.json': '{"names":["operator"]}',
  'authz/limits/data.yaml': 'rate: 5\n',
};

/** Packs files with the system's tar. */
function pack(files: Readonly<Record<string, string>>, ...options: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'rego-bundle-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'in', path)), { recursive: true });
      writeFileSync(join(folder, 'in', path), text);
    }
    execFileSync('tar', ['-cf', join(folder, 'out.tar'), ...options, '-C', join(folder, 'in'), '.']);
    return readFileSync(join(folder, 'out.tar'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RegoError && error.code === 'bundle_invalid') return error.message;
    throw error;
  }
  return assert.fail('was not refused');
}

for (const options of [['--gzip'], [], ['--format=pax'], ['--format=gnu']]) {
  test(`a bundle packed by tar ${options.join(' ')} is a policy with its data`, () => {
    const bundle = readBundle(pack(FILES, ...options));
    assert.equal(bundle.revision, 'r1');
    assert.deepEqual(toJs(bundle.data), { authz: { limits: { rate: 5 } }, roles: { names: ['operator'] } });
    const policy = compile({ modules: bundle.modules, data: bundle.data });
    assert.equal(policy.evaluate('authz.allow', { input: { role: 'operator' } }).value, true);
    assert.equal(policy.evaluate('authz.allow', { input: { role: 'guest' } }).value, undefined);
  });
}

test('long paths are read in every format of tar', () => {
  const path = `${'long-folder-name/'.repeat(12)}policy.rego`;
  for (const format of ['--format=pax', '--format=gnu', '--format=ustar']) {
    assert.deepEqual(
      readTar(pack({ [path]: 'package a' }, format)).map((file) => file.path),
      [path],
    );
  }
});

const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ['data outside of its roots', { ...FILES, 'other/data.json': '{"x":1}' }, /outside of the roots/],
  ['roots inside of each other', { '.manifest': '{"roots":["a","a/b"]}' }, /overlap/],
  ['a manifest that is not JSON', { '.manifest': '{' }, /not JSON/],
  ['a manifest of another shape', { '.manifest': '{"roots":"a"}' }, /malformed/],
  ['data that are not JSON', { 'data.json': '{' }, /cannot be read/],
  ['data that are no object', { 'data.json': '[1]' }, /not an object/],
  ['the same data twice', { 'data.json': '{"a":{"b":1}}', 'a/data.json': '{"b":2}' }, /two files have data at a\/b/],
];

for (const [name, files, message] of WRONG) {
  test(`a bundle with ${name} is refused`, () =>
    assert.match(
      refusal(() => readBundle(pack(files))),
      message,
    ));
}

test('a link in an archive is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rego-bundle-'));
  try {
    execFileSync('ln', ['-s', '/etc/passwd', join(folder, 'policy.rego')]);
    execFileSync('tar', ['-cf', join(folder, 'out.tar'), '-C', folder, 'policy.rego']);
    assert.match(
      refusal(() => readTar(readFileSync(join(folder, 'out.tar')))),
      /entry of type "2"/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('two bundles cannot own the same path', () => {
  const [a, b] = [readBundle(pack(FILES)), readBundle(pack({ '.manifest': '{"roots":["authz/limits"]}' }))];
  assert.match(
    refusal(() => combineBundles([a, b])),
    /overlap/,
  );
  const other = readBundle(pack({ '.manifest': '{"roots":["other"]}', 'other/data.json': '{"y":1}' }));
  assert.deepEqual(Object.keys(toJs(combineBundles([a, other]).data) as object), ['authz', 'other', 'roles']);
});

function token(files: Readonly<Record<string, string>>, header: object, signer: (text: string) => Buffer): string {
  const list = Object.entries(files).map(([name, text]) => ({
    name,
    hash: createHash('sha256').update(text).digest('hex'),
    algorithm: 'SHA-256',
  }));
  const text = [header, { files: list }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${signer(text).toString('base64url')}`;
}

function signed(files: Readonly<Record<string, string>>, jwt: string): Buffer {
  return pack({ ...files, '.signatures.json': JSON.stringify({ signatures: [jwt] }) });
}

const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EdDSA: generateKeyPairSync('ed25519'),
};
const signers = {
  ES256: (text: string) =>
    sign('sha256', Buffer.from(text), { key: pairs.ES256.privateKey, dsaEncoding: 'ieee-p1363' }),
  RS256: (text: string) => sign('sha256', Buffer.from(text), pairs.RS256.privateKey),
  EdDSA: (text: string) => sign(null, Buffer.from(text), pairs.EdDSA.privateKey),
};
// The manifest and data are hashed in canonical form, which these texts have already.
const SIGNED = { '.manifest': '{"roots":["a"]}', 'a/policy.rego': 'package a\nx := 1', 'a/data.json': '{"n":1}' };

for (const algorithm of ['ES256', 'RS256', 'EdDSA'] as const) {
  const keys: readonly VerificationKey[] = [{ id: 'k1', algorithm, key: pairs[algorithm].publicKey }];
  test(`a bundle signed with ${algorithm} is accepted, a changed one is not`, () => {
    const jwt = token(SIGNED, { alg: algorithm, kid: 'k1' }, signers[algorithm]);
    assert.equal(readBundle(signed(SIGNED, jwt), { verificationKeys: keys }).verifiedBy, 'k1');
    const changed = signed({ ...SIGNED, 'a/policy.rego': 'package a\nx := 2' }, jwt);
    assert.match(
      refusal(() => readBundle(changed, { verificationKeys: keys })),
      /not the file that was signed/,
    );
    const more = signed({ ...SIGNED, 'a/b.rego': 'package a' }, jwt);
    assert.match(
      refusal(() => readBundle(more, { verificationKeys: keys })),
      /a\/b.rego is not signed/,
    );
    const { 'a/data.json': _, ...less } = SIGNED;
    assert.match(
      refusal(() => readBundle(signed(less, jwt), { verificationKeys: keys })),
      /signed but not there/,
    );
  });
}

test('a secret key signs too, and keys of others and unsigned bundles are refused', () => {
  const key = createSecretKey(Buffer.from('a secret that is long enough'));
  const jwt = token(SIGNED, { alg: 'HS256' }, (text) => createHmac('sha256', key).update(text).digest());
  const verificationKeys: readonly VerificationKey[] = [{ id: 'shared', algorithm: 'HS256', key }];
  assert.equal(readBundle(signed(SIGNED, jwt), { verificationKeys }).verifiedBy, 'shared');
  const others = [{ id: 'k2', algorithm: 'ES256', key: pairs.ES256.publicKey }] as const;
  assert.match(
    refusal(() => readBundle(signed(SIGNED, jwt), { verificationKeys: others })),
    /no known key/,
  );
  assert.match(
    refusal(() => readBundle(pack(SIGNED), { verificationKeys })),
    /not signed/,
  );
  const none = token(SIGNED, { alg: 'none' }, () => Buffer.alloc(0));
  assert.match(
    refusal(() => readBundle(signed(SIGNED, none), { verificationKeys })),
    /no known key/,
  );
});

test('changed archives give coded errors or a bundle, never anything else', () => {
  const archive = pack(FILES);
  fc.assert(
    fc.property(fc.nat(archive.byteLength - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const changed = cut ? archive.subarray(0, at) : Buffer.from(archive);
      if (!cut) changed[at] = byte;
      try {
        readBundle(changed);
      } catch (error) {
        assert.ok(error instanceof RegoError, String(error));
      }
    }),
    { numRuns: 300 },
  );
});
