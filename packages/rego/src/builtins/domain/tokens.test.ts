import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, verify as verifySignature } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../errors.ts';
import { jsonText } from '../../value/json.ts';
import { contextOf, refuses, run } from './internal/run-for-test.ts';
import { tokensBuiltins } from './tokens.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pairs = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const;
const SECRET = { kty: 'oct', k: Buffer.from('hush').toString('base64url') };
const UNVERIFIED = '[false,{},{}]';

function sign(alg: string, payload: object, key: object, header: object = {}): string {
  return run(tokensBuiltins, 'io.jwt.encode_sign', [{ alg, ...header }, payload, key]) as string;
}

function verify(token: string, constraints: object): string {
  return jsonText(run(tokensBuiltins, 'io.jwt.decode_verify', [token, constraints])!);
}

for (const [alg, { privateKey, publicKey }] of Object.entries(pairs)) {
  test(`${alg} tokens are verified with PEM, JWK and JWK sets, and not after a change`, () => {
    const token = sign(alg, { sub: 'x' }, privateKey.export({ format: 'jwk' }));
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const jwk = publicKey.export({ format: 'jwk' });
    const name = `io.jwt.verify_${alg.toLowerCase()}`;
    for (const key of [pem, JSON.stringify(jwk), JSON.stringify({ keys: [{ ...jwk, alg, kid: 'k' }] })]) {
      assert.equal(run(tokensBuiltins, name, [token, key]), true);
      assert.equal(verify(token, { cert: key }), `[true,{"alg":"${alg}"},{"sub":"x"}]`);
      const [header, , signature] = token.split('.');
      const changed = `${header}.${Buffer.from('{"sub":"y"}').toString('base64url')}.${signature}`;
      assert.equal(run(tokensBuiltins, name, [changed, key]), false);
      assert.equal(verify(changed, { cert: key }), UNVERIFIED);
    }
    assert.equal(run(tokensBuiltins, name, [token, JSON.stringify(privateKey.export({ format: 'jwk' }))]), false);
  });
}

test('the salt of PS256 is as long as the digest', () => {
  const [header, payload, signature] = sign('PS256', {}, rsa.privateKey.export({ format: 'jwk' })).split('.');
  const key = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signed = Buffer.from(`${header}.${payload}`);
  assert.ok(verifySignature('sha256', signed, key, Buffer.from(signature!, 'base64url')));
});

for (const size of [256, 384, 512]) {
  test(`HS${size} tokens are verified with the secret`, () => {
    const token = sign(`HS${size}`, {}, SECRET);
    assert.equal(run(tokensBuiltins, `io.jwt.verify_hs${size}`, [token, 'hush']), true);
    assert.equal(run(tokensBuiltins, `io.jwt.verify_hs${size}`, [token, 'Hush']), false);
    assert.equal(verify(token, { secret: 'hush' }), `[true,{"alg":"HS${size}"},{}]`);
  });
}

test('a key of one algorithm does not verify a token of another', () => {
  const token = sign('HS256', {}, { kty: 'oct', k: Buffer.from(JSON.stringify('pem')).toString('base64url') });
  const pem = pairs.RS256.publicKey.export({ format: 'pem', type: 'spki' });
  assert.equal(verify(token, { cert: pem }), UNVERIFIED);
  assert.equal(run(tokensBuiltins, 'io.jwt.verify_es256', [token, pem]), false);
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
  assert.equal(verify(none, { cert: pem }), UNVERIFIED);
});

test('of a set the key that the token names counts alone', () => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const right = pairs.EdDSA.publicKey.export({ format: 'jwk' });
  const token = sign('EdDSA', {}, pairs.EdDSA.privateKey.export({ format: 'jwk' }), { kid: 'a' });
  const set = (a: object, b: object): string =>
    JSON.stringify({
      keys: [
        { ...a, kid: 'a' },
        { ...b, kid: 'b' },
      ],
    });
  assert.equal(verify(token, { cert: set(right, other) }), '[true,{"alg":"EdDSA","kid":"a"},{}]');
  assert.equal(verify(token, { cert: set(other, right) }), UNVERIFIED);
});

const SECOND = 1_000_000_000;
const claims: readonly (readonly [string, object, object, boolean])[] = [
  ['the issuer', { iss: 'me' }, { iss: 'me' }, true],
  ['another issuer', { iss: 'you' }, { iss: 'me' }, false],
  ['an issuer that is no text', { iss: 1 }, { iss: 'me' }, false],
  ['the audience', { aud: 'us' }, { aud: 'us' }, true],
  ['one of the audiences', { aud: ['them', 'us'] }, { aud: 'us' }, true],
  ['an audience that nobody asked for', { aud: 'us' }, {}, false],
  ['no audience', {}, { aud: 'us' }, false],
  ['an expiry to come', { exp: 11 }, { time: 10 * SECOND }, true],
  ['an expiry just now', { exp: 10 }, { time: 10 * SECOND }, false],
  ['a beginning just now', { nbf: 10 }, { time: 10 * SECOND }, true],
  ['a beginning to come', { nbf: 10.5 }, { time: 10 * SECOND }, false],
  ['an expiry before the time of the evaluation', { exp: 1_600_000_000 }, {}, false],
];

for (const [title, payload, constraints, wanted] of claims) {
  test(`a token with ${title} is ${wanted ? 'accepted' : 'refused'}`, () => {
    const found = verify(sign('HS256', payload, SECRET), { secret: 'hush', ...constraints });
    assert.equal(found.startsWith('[true'), wanted, found);
  });
}

test('an unknown critical member of the header makes a token invalid', () => {
  const token = sign('HS256', {}, SECRET, { crit: ['b64'], b64: false });
  assert.equal(verify(token, { secret: 'hush' }), UNVERIFIED);
});

test('nested tokens are opened, each with the same key', () => {
  const inner = sign('HS256', { sub: 'inner' }, SECRET);
  const outer = run(tokensBuiltins, 'io.jwt.encode_sign_raw', [
    '{"alg":"HS256","typ":"text","cty":"JWT"}',
    inner,
    JSON.stringify(SECRET),
  ]) as string;
  assert.equal(verify(outer, { secret: 'hush' }), '[true,{"alg":"HS256"},{"sub":"inner"}]');
  assert.match(jsonText(run(tokensBuiltins, 'io.jwt.decode', [outer])!), /"sub":"inner"/);
});

const token = sign('HS256', {}, SECRET);
const bad: readonly (readonly [string, string, readonly unknown[], RegExp])[] = [
  ['without periods', 'io.jwt.decode', ['x'], /no period separators/],
  ['of two parts', 'io.jwt.decode', ['x.y'], /must have 3 sections, found 2/],
  ['with a header that is no object', 'io.jwt.decode', ['W10.e30.'], /not an Object/],
  ['that is encrypted', 'io.jwt.decode', ['eyJlbmMiOiJ4In0.e30.'], /JWE/],
  ['with a list in the wrong place', 'io.jwt.decode_verify', [`eyJhbGciOjF9.e30.`, { secret: 's' }], /alg: must be/],
  ['against no key', 'io.jwt.decode_verify', [token, {}], /no key constraint/],
  ['against two keys', 'io.jwt.decode_verify', [token, { secret: 's', cert: '{"keys":[]}' }], /duplicate key/],
  ['against an unknown constraint', 'io.jwt.decode_verify', [token, { secret: 's', x: 1 }], /unknown token/],
  ['against a time before 1970', 'io.jwt.decode_verify', [token, { secret: 's', time: -1 }], /negative/],
  ['against a certificate that is none', 'io.jwt.verify_rs256', [token, 'x'], /JWK/],
  ['against a JWK without a key', 'io.jwt.verify_rs256', [token, '{"kty":"RSA"}'], /JWK/],
  ['for a key that does not sign', 'io.jwt.encode_sign', [{ alg: 'RS256' }, {}, SECRET], /does not sign/],
  ['for no key', 'io.jwt.encode_sign', [{ alg: 'HS256' }, {}, { keys: [] }], /no keys/],
  ['without an algorithm', 'io.jwt.encode_sign', [{}, {}, SECRET], /'alg' header/],
];

for (const [title, name, operands, message] of bad) {
  test(`${name} refuses a token ${title}`, () => {
    assert.match(refuses(tokensBuiltins, name, operands), message);
  });
}

test('any three parts are decoded or refused', () => {
  fc.assert(
    fc.property(fc.array(fc.base64String(), { minLength: 1, maxLength: 4 }), fc.string(), (parts, key) => {
      for (const { args, run: call } of tokensBuiltins) {
        if (args.some((arg) => arg !== 'string')) continue;
        try {
          call([parts.join('.'), key, key].slice(0, args.length), contextOf());
        } catch (error) {
          assert.ok(error instanceof RegoError, String(error));
        }
      }
    }),
  );
});
