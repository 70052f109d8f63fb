import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecretRecogniser } from './secrets.ts';

const recogniser = createSecretRecogniser();

function secretsIn(text: string): string[] {
  // One place may be found in two ways.
  const places = new Map(recogniser.find(text).map(({ start, end }) => [start, end]));
  return [...places].map(([start, end]) => text.slice(start, end));
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const word = ['corr', 'ect', 'horse'].join('');
const mixed = ['Zx81', 'Spectrum'].join('-');

describe('passwords that commands are given', () => {
  const TABLE: readonly (readonly [text: string, secrets: readonly string[]])[] = [
    [`curl -u ada:${word} https://api.example.com`, [word]],
    [`curl -sSu "ada:${mixed}" https://api.example.com`, [mixed]],
    [`curl --user ada:${word} https://x.example | jq .`, [word]],
    [`curl --user='ada:${mixed}' https://x.example`, [mixed]],
    [`curl https://x.example \\\n  -X POST \\\n  -u ada:${word}`, [word]],
    [`exec("curl -u ada:${word} https://x.example")`, [word]],
    [`{"run": "curl -u \\"ada:${word}\\" https://x.example"}`, [word]],
    [`curl --proxy-user ada:${word} https://x.example`, [word]],
    [`wget --http-password=${word} https://x.example`, [word]],
    [`mysql -u root -p'${word}' shop`, [word]],
    [`mysqldump -h db -uroot -p${mixed} shop > dump.sql`, [mixed]],
    [`PGPASSWORD=${word} psql -h db shop`, [word]],
    [`sshpass -p ${word} ssh ada@host`, [word]],
    [`sshpass -p'${mixed}' ssh ada@host`, [mixed]],
    [`docker login -u ada -p ${word} registry.example.com`, [word]],
    [`helm registry login registry.example.com --username ada --password ${word}`, [word]],
    [`redis-cli -h cache -a ${word} ping`, [word]],
    [`mongosh -u ada -p ${word} --authenticationDatabase admin`, [word]],
    [`ldapsearch -D cn=admin -w ${word} -b dc=example`, [word]],
    [`openssl rsa -in key.pem -passin pass:${word}`, [word]],
    [`htpasswd -bc .htpasswd ada ${word}`, [word]],
    [`smbclient //host/share -U ada%${word}`, [word]],
    [`tool --db-password ${mixed} run`, [mixed]],
    [`Authorization: Basic ${base64(`ada:${word}`)}`, [base64(`ada:${word}`)]],
    [`machine api.example.com login ada password ${word}`, [word]],
    [`machine api.example.com\n  login ada\n  password ${mixed}\n`, [mixed]],
    [`db.example.com:5432:shop:ada:${word}\n`, [word]],
    [`*:*:*:ada:${word}\n`, [word]],
    [`{"auths": {"r.example": {"auth": "${base64(`ada:${word}`)}"}}}`, [base64(`ada:${word}`)]],
    [
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: ${base64('ada-lovelace')}\n  pin: "${base64('4711-0815')}"\n`,
      [base64('ada-lovelace'), base64('4711-0815')],
    ],
    [
      `apiVersion: v1\ndata:\n  word: ${base64(mixed)}\nkind: Secret\n---\nkind: ConfigMap\ndata:\n  color: blue-green\n`,
      [base64(mixed)],
    ],
    [
      `kind: ConfigMap\ndata:\n  color: blue-green-12\n---\nkind: Secret\ndata:\n  word: ${base64(mixed)}\n`,
      [base64(mixed)],
    ],
  ];
  for (const [text, secrets] of TABLE)
    it(`in ${text.slice(0, 48).replaceAll('\n', ' ')}`, () => assert.deepEqual(secretsIn(text), secrets));

  const NONE = [
    'curl -u $USER:$PASS https://x.example',
    'curl -u ada:${PASSWORD} https://x.example',
    'curl -u <user>:<password> https://x.example',
    'curl -u user:password https://x.example',
    'curl -u ada:*** https://x.example',
    'curl -u ada:xxxx https://x.example',
    'curl -u ada https://x.example:8080/a',
    'curl -H "Accept: text/html" https://x.example',
    'curl -s https://x.example | sort -u -t:foo',
    'we curl the user:agent header',
    'mysql -u root -p shop',
    'mysql --port=3306 --protocol=tcp',
    'PGPASSWORD="$SECRET" psql',
    'PGPASSWORD= psql',
    'sshpass -p "$PASS" ssh host',
    'sshpass -f file ssh host',
    'echo "$T" | docker login -u ada --password-stdin',
    'docker login -u ada -p "${{ secrets.TOKEN }}" r.example',
    'docker run -p 5432:5432:5432 db',
    'openssl rsa -passin env:PASS',
    'a machine can login and ask for a password twice',
    'machine x.example login ada password <password>',
    'ports: 127.0.0.1:5432:5432',
    'Authorization: Basic realm-of-the-example1',
    `Authorization: Basic ${base64('user:password')}`,
    `Authorization: Basic ${base64('no colon in this text at all 1')}`,
    'kind: SecretStore\ndata:\n  color: blue-green-12\n',
    '{"auth": "none"}',
    '{"auth": "aGVsbG8gd29ybGQ="}',
  ];
  for (const text of NONE)
    it(`not in ${text.slice(0, 48).replaceAll('\n', ' ')}`, () => assert.deepEqual(secretsIn(text), []));
});

describe('keys in blocks', () => {
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, i) => base64(`line ${i} of a key`)).join('\n');

  it('are files of PuTTY with their private lines', () => {
    const key = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ada\nPublic-Lines: 2\n${lines(2)}\nPrivate-Lines: 1\n${lines(1)}\nPrivate-MAC: ${'0a'.repeat(32)}`;
    assert.deepEqual(secretsIn(`see\n${key}\nend`), [key]);
    assert.deepEqual(secretsIn('PuTTY-User-Key-File-3: ssh-ed25519\nComment: ada\n'), []);
  });

  it('are keys of SSH2, and PEM in base64', () => {
    const ssh2 = `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "ada"\n${lines(3)}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`;
    assert.deepEqual(secretsIn(`x\n${ssh2}\n`), [ssh2]);
    const pem = (label: string): string => base64(`-----BEGIN ${label}-----\n${lines(3)}\n-----END ${label}-----\n`);
    assert.deepEqual(secretsIn(`client-key-data: ${pem('RSA PRIVATE KEY')}`), [pem('RSA PRIVATE KEY')]);
    assert.deepEqual(secretsIn(`client-certificate-data: ${pem('CERTIFICATE')}`), []);
  });

  it('are preshared and private keys of WireGuard', () => {
    const key = base64('0123456789abcdef0123456789ABCDEF');
    assert.deepEqual(secretsIn(`[Interface]\nPrivateKey = ${key}\n[Peer]\nPresharedKey = ${key}\n`), [key, key]);
    assert.deepEqual(secretsIn(`[Peer]\nPublicKey = ${key}\n`), []);
  });
});

it('a name ends with "key" only behind a word that makes it secret', () => {
  const value = ['4f9a8c7e6b', '5d4c3b2a19'].join('');
  for (const name of ['x-api-key', 'DATADOG_KEY', 'stripeKey', 'jwt key', 'SigningKey'])
    assert.deepEqual(secretsIn(`${name}: ${value}`), [value], name);
  for (const name of ['primary_key', 'cacheKey', 'sort key', 'public-key', 'monkey', 'key'])
    assert.deepEqual(secretsIn(`${name}: ${value}`), [], name);
});
