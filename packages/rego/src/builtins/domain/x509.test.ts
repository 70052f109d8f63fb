import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { RegoError } from '../../errors.ts';
import { jsonText, parseJson } from '../../value/json.ts';
import { RegoObject } from '../../value/rego-object.ts';
import { isArray, type Value } from '../../value/value.ts';
import { contextOf, refuses, run, vectors, vectorText } from './internal/run-for-test.ts';
import { x509Builtins } from './x509.ts';

interface X509Vector {
  readonly op: 'certs' | 'csr' | 'keys';
  readonly title: string;
  readonly pem: string;
}

const { cases } = vectors('x509.json') as { readonly cases: readonly X509Vector[] };
const chains = vectors('chains.json') as {
  readonly certificates: Readonly<Record<string, string>>;
  readonly cases: readonly { chain: readonly string[]; options: object; want: readonly string[] | null }[];
};

const NAMES = {
  certs: 'crypto.x509.parse_certificates',
  csr: 'crypto.x509.parse_certificate_request',
  keys: 'crypto.parse_private_keys',
} as const;

for (const [i, { op, title, pem }] of cases.entries()) {
  test(`Go's JSON agrees: ${title}`, () => {
    // Numbers of keys are longer than a double.
    const exact = parseJson(vectorText('x509.json')) as RegoObject;
    const want = (exact.get('cases') as readonly RegoObject[])[i]!.get('want')!;
    const found = run(x509Builtins, NAMES[op], [pem]);
    assert.equal(jsonText(op === 'certs' ? (found as readonly Value[])[0]! : found!), jsonText(want));
  });
}

test('certificates may be PEM, base64 of PEM, and base64 of DER', () => {
  const { pem } = cases[1]!;
  const der = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  const expected = jsonText(run(x509Builtins, NAMES.certs, [pem])!);
  assert.equal(jsonText(run(x509Builtins, NAMES.certs, [Buffer.from(pem).toString('base64')])!), expected);
  assert.equal(jsonText(run(x509Builtins, NAMES.certs, [der])!), expected);
});

for (const { chain, options, want } of chains.cases) {
  test(`Go agrees on the chain ${chain.join(' > ')} ${JSON.stringify(options)}`, () => {
    const pem = chain.map((name) => chains.certificates[name]!).join('');
    const found = run(x509Builtins, 'crypto.x509.parse_and_verify_certificates_with_options', [pem, options]);
    assert.ok(isArray(found!));
    assert.equal(found[0], want !== null);
    const names = (found[1] as readonly RegoObject[]).map((each) =>
      (each.get('Subject') as RegoObject).get('CommonName'),
    );
    assert.deepEqual(names, want ?? []);
  });
}

test('without options a chain is checked at the time of the evaluation', () => {
  const pem = ['root', 'int', 'leaf'].map((name) => chains.certificates[name]!).join('');
  const name = 'crypto.x509.parse_and_verify_certificates';
  assert.deepEqual((run(x509Builtins, name, [pem], { nowNs: 0n }) as readonly Value[])[0], false);
  const [valid, certificates] = run(x509Builtins, name, [pem], {
    nowNs: 1_795_564_800_000_000_000n,
  }) as readonly Value[];
  assert.equal(valid, true);
  assert.ok((certificates as readonly RegoObject[]).every((each) => each.has('URIStrings')));
});

test('a changed signature breaks the chain', () => {
  const leaf = chains.certificates['leaf']!;
  const der = Buffer.from(leaf.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  der[der.length - 1]! ^= 1;
  const forged = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const pem = `${chains.certificates['root']}${chains.certificates['int']}${forged}`;
  const options = { CurrentTime: 1_795_564_800_000_000_000n };
  const found = run(x509Builtins, 'crypto.x509.parse_and_verify_certificates_with_options', [pem, options]);
  assert.deepEqual(found, [false, []]);
});

const badOptions: readonly (readonly [string, object])[] = [
  ['a name that is no text', { DNSName: 1 }],
  ['a time that is no number', { CurrentTime: 'now' }],
  ['a time with a fraction', { CurrentTime: 0.5 }],
  ['usages that are no list', { KeyUsages: 'KeyUsageAny' }],
  ['an unknown usage', { KeyUsages: ['KeyUsageFishing'] }],
  ['an unknown option', { Colour: 'red' }],
];

for (const [title, options] of badOptions) {
  test(`options with ${title} are refused`, () => {
    const pem = chains.certificates['root']!;
    refuses(x509Builtins, 'crypto.x509.parse_and_verify_certificates_with_options', [pem, options]);
  });
}

test('a key pair has to belong together', () => {
  const key = cases.find(({ title }) => title === 'P-256 key')!.pem;
  const certificate = cases.find(({ title }) => title === 'P-256')!.pem;
  const pair = run(x509Builtins, 'crypto.x509.parse_keypair', [certificate, Buffer.from(key).toString('base64')]);
  assert.deepEqual((pair as RegoObject).keys, [
    'Certificate',
    'Leaf',
    'OCSPStaple',
    'PrivateKey',
    'SignedCertificateTimestamps',
    'SupportedSignatureAlgorithms',
  ]);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' });
  refuses(x509Builtins, 'crypto.x509.parse_keypair', [certificate, other]);
});

test('a private key becomes a JWK', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs1' });
  const jwk = run(x509Builtins, 'crypto.x509.parse_rsa_private_key', [pem]) as RegoObject;
  assert.deepEqual(JSON.parse(jsonText(jwk)), privateKey.export({ format: 'jwk' }));
  refuses(x509Builtins, 'crypto.x509.parse_rsa_private_key', ['']);
});

test('texts without keys give no keys', () => {
  assert.equal(run(x509Builtins, NAMES.keys, ['']), null);
  assert.deepEqual(run(x509Builtins, NAMES.keys, ['nothing']), []);
});

test('mutated certificates are read or refused, never anything else', () => {
  const ders = cases
    .filter(({ op }) => op !== 'keys')
    .map(({ op, pem }) => ({ op, der: Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64') }));
  const mutation = fc.record({
    which: fc.integer({ min: 0, max: ders.length - 1 }),
    changes: fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
    cut: fc.option(fc.nat(2_000)),
  });
  fc.assert(
    fc.property(mutation, ({ which, changes, cut }) => {
      const { op, der } = ders[which]!;
      const bytes = Buffer.from(der);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      const text = bytes.subarray(0, cut === null ? undefined : cut % bytes.length).toString('base64');
      const builtin = x509Builtins.find(({ name }) => name === NAMES[op])!;
      try {
        parseJson(jsonText(builtin.run([text], contextOf())!));
      } catch (error) {
        assert.ok(error instanceof RegoError, String(error));
      }
    }),
    { numRuns: 400 },
  );
});

test('many beginnings without an end take linear time', () => {
  const text = '-----BEGIN CERTIFICATE-----\n'.repeat(20_000);
  assert.deepEqual(run(x509Builtins, NAMES.certs, [`${text}-----END CERTIFICATE----\n`]), []);
  assert.deepEqual(run(x509Builtins, NAMES.keys, [`${text}-----END X-----\n`]), []);
});
