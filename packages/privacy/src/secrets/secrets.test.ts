import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createSecretRecogniser } from './secrets.ts';
import { SERVICE_TOKENS } from './service-tokens.ts';
import { checksumOf, hasTokenChecksum } from './token-checksum.ts';

const recogniser = createSecretRecogniser();
const ROOT = join(import.meta.dirname, '../../../..');

function secretsIn(text: string): string[] {
  return recogniser.find(text).map(({ start, end }) => text.slice(start, end));
}

/** Lines in which tokens are found in the wild. */
const LINES: readonly ((value: string) => string)[] = [
  (value) => `const client = connect("${value}");`,
  (value) => `export SERVICE_CREDENTIAL=${value}`,
  (value) => `{"service": "${value}", "retries": 3}`,
  (value) => `2026-01-02T03:04:05Z level=info msg="calling with ${value} failed"`,
  (value) => `curl -H 'X-Auth: ${value}' https://api.example.com/v1`,
  (value) => `my key is ${value}, please keep it`,
];

describe('tokens of services', () => {
  const kinds = SERVICE_TOKENS.filter(({ isValid }) => isValid !== hasTokenChecksum);

  it('are of more than 140 services', () => {
    assert.ok(new Set(SERVICE_TOKENS.map(({ service }) => service)).size > 140);
  });

  it('of every kind are found in code, settings, logs and prose', () => {
    let found = 0;
    let made = 0;
    for (const { name, form, anchors, isBehindAnchor, isValid } of kinds) {
      let ofKind = 0;
      const values = fc
        .sample(fc.stringMatching(new RegExp(`^(?:${form})$`)), { numRuns: 200, seed: 7 })
        .filter((value) => isValid?.(value) !== false)
        .slice(0, 20);
      for (const [i, value] of values.entries()) {
        const text = LINES[i % LINES.length]!(isBehindAnchor === true ? anchors[0]! + value : value);
        made++;
        if (secretsIn(text).some((secret) => secret.includes(value) || value.includes(secret))) ofKind++;
      }
      // What a kind cannot have at random is tried in a test of its own.
      assert.ok(ofKind > 0 || name === 'kubeconfig-key', name);
      found += ofKind;
    }
    assert.ok(found / made >= 0.95, `${found} of ${made}`);
  });

  it('with a checksum are surer when it is right', () => {
    const random = randomBytes(60)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 30)
      .padEnd(30, 'a');
    const right = `ghp_${random}${checksumOf(random)}`;
    assert.ok(hasTokenChecksum(right));
    const wrong = `${right.slice(0, -1)}${right.endsWith('A') ? 'B' : 'A'}`;
    const scoreOf = (token: string): number => Math.max(...recogniser.find(`x ${token}`).map(({ score }) => score));
    assert.deepEqual([scoreOf(right), scoreOf(wrong)], [0.99, 0.97]);
  });
});

describe('other secrets', () => {
  const web = [{ alg: 'HS256' }, { sub: '1' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const accessKey = ['AK', 'IAQ3EGRZ7TLMWK2BXN'].join('');
  const TABLE: readonly (readonly [what: string, text: string, secrets: readonly string[]])[] = [
    ['a password in a URL', 'postgres://app:s3cr3t-Pw@db:5432/x', ['s3cr3t-Pw']],
    ['a password of a queue', 'amqps://u:p%40ss1word@mq.internal/', ['p%40ss1word']],
    ['a quoted password', "password = 'Tr0ub4dor&3'", ['Tr0ub4dor&3']],
    ['a password in JSON', '{"db_password": "hunter2-A"}', ['hunter2-A']],
    ['a password in YAML', 'admin:\n  password: Zx81-Spectrum\n', ['Zx81-Spectrum']],
    ['a setting', 'API_KEY=9f8e7d6c5b4a39281706f5e4d3c2b1a0', ['9f8e7d6c5b4a39281706f5e4d3c2b1a0']],
    ['an option', 'tool --token 4f9a8c7e6b5d4c3b2a19 run', ['4f9a8c7e6b5d4c3b2a19']],
    ['a query', 'https://x.example/a?api_key=4f9a8c7e6b5d4c3b2a19&b=1', ['4f9a8c7e6b5d4c3b2a19']],
    ['a key given to its setter', 'client.setApiKey("4f9a8c7e6b5d4c3b2a19zz")', ['4f9a8c7e6b5d4c3b2a19zz']],
    ['a setting in XML', '<add key="ApiKey" value="4f9a8c7e6b5d4c3b2a19" />', ['4f9a8c7e6b5d4c3b2a19']],
    ['a password that is told', 'the password is Zx81-Spectrum, thanks', ['Zx81-Spectrum']],
    ['the base of keys', 'SECRET_KEY_BASE=4f9a8c7e6b5d4c3b2a19', ['4f9a8c7e6b5d4c3b2a19']],
    ['a key in a message', 'cloudflare api key 4f9a8c7e6b5d4c3b2a19', ['4f9a8c7e6b5d4c3b2a19']],
    ['a bearer token', 'Authorization: Bearer 7c9e6679f7425ad40de944be07fc', ['7c9e6679f7425ad40de944be07fc']],
    [
      'basic credentials',
      `authorization: Basic ${Buffer.from('ada:lovelace').toString('base64')}`,
      ['YWRhOmxvdmVsYWNl'],
    ],
    ['a web token', `see ${web.join('.')}.c2ln for it`, [`${web.join('.')}.c2ln`]],
    [
      'a private key',
      `x\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIABC\nDEF=\n-----END EC PRIVATE KEY-----\ny`,
      ['-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIABC\nDEF=\n-----END EC PRIVATE KEY-----'],
    ],
    [
      'a key in a line of JSON',
      '{"k":"-----BEGIN PRIVATE KEY-----\\nMHcCAQEEIABCDEFG\\n-----END PRIVATE KEY-----\\n"}',
      ['-----BEGIN PRIVATE KEY-----\\nMHcCAQEEIABCDEFG\\n-----END PRIVATE KEY-----'],
    ],
    [
      'a key that is cut off',
      '-----BEGIN PRIVATE KEY-----\nMHcCAQEEIABCDEFG',
      ['-----BEGIN PRIVATE KEY-----\nMHcCAQEEIABCDEFG'],
    ],
    [
      'a key with headers that is cut off',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 2.4\n\nlQOYBGABCDEFGHIJ',
      ['-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 2.4\n\nlQOYBGABCDEFGHIJ'],
    ],
    ['a web token after an escape', `?t=a%20${web.join('.')}.c2ln`, [`${web.join('.')}.c2ln`]],
    ['a token after an escaped line end', `"first\\n${accessKey}"`, [accessKey]],
    ['an application key', 'app_key: 4f9a8c7e6b5d4c3b2a19', ['4f9a8c7e6b5d4c3b2a19']],
  ];
  for (const [what, text, secrets] of TABLE) it(`such as ${what}`, () => assert.deepEqual(secretsIn(text), secrets));

  const NONE = [
    'password: string; token?: string',
    'const password = process.env.DB_PASSWORD;',
    'password = "${DB_PASSWORD}"',
    "password: 'changeme'",
    'api_key: <your-api-key>',
    'token: ********',
    'const token = await createToken(user.id);',
    'postgres://user:password@localhost/db',
    'https://user:${PASSWORD}@host/',
    'commit 3f786850e387550fdab836ed7e6dc881de23001b',
    'sha512-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08==',
    'id 123e4567-e89b-12d3-a456-426614174000',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    'the secret of good tokens is a good tokeniser',
    'type_token = this.lexer.next',
    '#password=&0curl -u ',
    'the password is wrong, and the token is expired',
    'expect(token("identifier"))',
    'eyJub3QiOiJhIHRva2VuIn0',
    'eyJub3QganNvbiBhdCBhbGw.eyJhIjoxfQ.c2ln',
  ];
  for (const text of NONE)
    it(`are not ${text.slice(0, 50).replaceAll('\n', ' ')}`, () => assert.deepEqual(secretsIn(text), []));
});

it('this repository’s own code, documents and lock file have nearly none', () => {
  let characters = 0;
  let found = 0;
  const files = ['docs', 'packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const isOurs = /\.(?:ts|vue|md|json|css|rego)$/;
  const isTest = /node_modules|dist\/|test|training|vectors|fixtures|[\\/]dev[\\/]/;
  for (const file of [...files.filter((name) => isOurs.test(name) && !isTest.test(name)), 'package-lock.json']) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    characters += text.length;
    found += recogniser.find(text).length;
  }
  assert.ok(characters > 1_000_000);
  assert.ok(found / (characters / 100_000) < 1, `${found} in ${characters}`);
});

it('hostile texts end, and findings lie in the text', () => {
  const pieces = [
    '://a:',
    'password=',
    '"',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'token ',
    'AAAAAAAAAAAAAAAAAAAAA',
    'sk-',
    'curl -u ',
    'mysql -p',
    ' login ',
    'machine a login b ',
    ':5432:a:b:',
    '"auth": "aaaa',
    'kind: Secret\n',
    'kind: Secret\ndata:\n a: b\n',
    'PuTTY-User-Key-File-3: a\n',
    'api_key=',
    ':A',
    ':',
    ' ',
    '\ud800',
    '.',
  ];
  for (const piece of pieces) recogniser.find(piece.repeat(100_000 / piece.length));
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      for (const { start, end } of recogniser.find(text)) assert.ok(0 <= start && start < end && end <= text.length);
    }),
  );
});
