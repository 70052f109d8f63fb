import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecretRecogniser } from './secrets.ts';

const recogniser = createSecretRecogniser();

function secretsIn(text: string): string[] {
  // One place may be found in two ways.
  const places = new Map(recogniser.find(text).map(({ start, end }) => [start, end]));
  return [...places].map(([start, end]) => text.slice(start, end));
}

// Put together here, so that no file holds what looks like a secret.
const leet = ['P4rr', '0tFi', 'sh#38'].join('');
const word = ['Gard', 'en19', '99@'].join('');
const plain = ['ban', 'ana', '75'].join('');
const path = ['_P8Q', 'ZKNPUAVco5gSbze'].join('.');
const phrase = ['tiger', 'rocket', 'purple', 'autumn'].join('-');
const letters = ['ooNO', 'jmPCD', 'dCs-iUo'].join('');
const hex = ['127af35b', '0199db0b', 'f57ad845', 'e2863f69'].join('');
const uuid = ['fa76375f', '1090', '41a7', 'a4f9', '784501962792'].join('-');

/** Texts by the class of the place at which their secret stands; `§` is put where it is. */
const PLACES: readonly (readonly [place: string, secret: string, texts: readonly string[]])[] = [
  [
    'sentences',
    leet,
    [
      'pw for the archive: §',
      'the wifi password is §',
      'our new password is now §',
      'please set the root password to §',
      'password (staging): §',
      "the password's §",
      'Das WLAN-Passwort lautet §.',
      'le mot de passe est §',
      'contraseña: §',
      '密码：§',
      'login is postgres, password §',
      'user root / pass §',
      'log in with svc_report / § and check',
      'creds: ada / §',
      'credentials are ada:§',
    ],
  ],
  ['sentences with passwords of words and numbers', word, ['login is postgres, password §', 'creds: ada / §', 'pw §']],
  ['sentences with passphrases', phrase, ['2 of 3: master password §, hint removed', 'the passphrase of it is §']],
  ['settings with passphrases', phrase, ['wifi:\n  password: "§"', '{"passphrase": "§"}', 'DB_PASSWORD=§']],
  ['sentences about keys', hex, ['api key for the weather thing: §', 'the API key of the shop is §', 'my token: §']],
  [
    'names that end shortly',
    leet,
    [
      'DB_PASS=§',
      'ansible_become_pass: §',
      "db_pass = '§'",
      'char *pass = "§";',
      'rootpw: §',
      'dbPw="§"',
      'x --db-pass § y',
    ],
  ],
  ['names of passwords', plain, ['jdbc:mysql://h/d?user=a&password=§&useSSL=true', 'char *pass = "§";', 'pwd: §']],
  ['connection strings', path, ['Server=h;User Id=root;Password=§;Encrypt=True', 'host=h password=§']],
  ['names of keys without digits', letters, ['redis:\n  auth: §', '{"auth": "§"}', 'auth=§']],
  [
    'XML',
    leet,
    [
      '<user>etl</user><password>§</password>',
      '<property name="hibernate.connection.password">§</property>',
      '<property name="password" value="§"/>',
      '<entry key="db.password">§</entry>',
      '<password><![CDATA[§]]></password>',
    ],
  ],
  [
    'declarations',
    leet,
    [
      'let password: String = "§"',
      'const PASS: &str = "§";',
      'var password string = "§"',
      'static char password[] = "§";',
      'Dim password As String = "§"',
      'NSString *password = @"§";',
      'password = os.environ.get("DB_PASS", "§")',
      "password: process.env.DB_PASS || '§',",
      'if (password == "§") return;',
    ],
  ],
  [
    'values beside their names',
    leet,
    [
      'variable "db_password" {\n  type    = string\n  default = "§"\n}',
      'env:\n  - name: DB_PASSWORD\n    value: "§"',
      '{"name": "DB_PASSWORD", "value": "§"}',
      'DBPassword:\n    Type: String\n    Default: §',
      "define('DB_PASSWORD', '§');",
    ],
  ],
  [
    'SQL',
    leet,
    [
      "GRANT ALL ON x.* TO 'a'@'%' IDENTIFIED BY '§';",
      "create user a identified with caching_sha2 by '§'",
      "CREATE ROLE a WITH LOGIN PASSWORD '§';",
      "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('§');",
      "INSERT INTO users (name, password) VALUES ('ada', '§')",
      "EXEC sp_addlogin 'ada', '§'",
    ],
  ],
  [
    'calls',
    leet,
    [
      "mysqli_connect('db.internal', 'app', '§', 'shop');",
      'DriverManager.getConnection(url, "reader", "§");',
      'smtp.login("ada", "§")',
      'requests.get(url, auth=("ada", "§"))',
      'new NetworkCredential("ada", "§")',
      'sql.Open("mysql", "app:§@tcp(h:3306)/db")',
    ],
  ],
  [
    'commands',
    leet,
    [
      'net use Z: \\\\files\\share § /user:reader',
      '7z x backup.7z -p§',
      'zip -P § out.zip f',
      "rclone obscure '§'",
      'gpg --batch --passphrase § -c f',
      'echo § | sudo -S ls',
      'echo "root:§" | chpasswd',
      'sqlplus scott/§@orcl',
      'plink -ssh a@h -pw § ls',
      'ENV ADMIN_PASS §',
    ],
  ],
  [
    'headers',
    hex,
    ['Ocp-Apim-Subscription-Key: §', 'X-Functions-Key: §', 'Authorization: §', 'Cookie: a=b; session=§'],
  ],
  ['parameters', hex, ['https://maps.internal/js?key=§&v=3', 'https://x.internal/?access_token=§']],
  ['settings of keys', hex, ['MAPS_KEY=§', 'subscription_key: §', 'gh secret set TOKEN --body "§"']],
  ['URLs without a scheme in front', leet, ['jdbc:oracle:thin:app/§@h:1521:orcl']],
];

describe('secrets are found in', () => {
  for (const [place, secret, texts] of PLACES)
    for (const text of texts)
      it(`${place}: ${text.replaceAll('\n', ' ')}`, () =>
        assert.deepEqual(secretsIn(text.replace('§', () => secret)), [secret]));
});

describe('secrets with a known place', () => {
  const TABLE: readonly (readonly [text: string, secret: string])[] = [
    [`mongodb://app:${plain}@files.internal:27017,more.internal:27017/x`, plain],
    [`ftp://app:${plain}@files.internal/up/`, plain],
    [`https://x.internal/?api_key=${hex}`, hex],
    [
      `git clone https://oauth2:${['gl', 'pat-pTM4WyyV2oxezQGOoxHI'].join('')}@git.internal/a.git`,
      'pTM4WyyV2oxezQGOoxHI',
    ],
    [`https://open.feishu.cn/open-apis/bot/v2/hook/${uuid}`, uuid],
    [`https://hooks.zapier.com/hooks/catch/82459117/${['x6f', 'fd4l'].join('')}/`, 'zapier'],
    [`https://hook.eu1.make.com/${hex}`, hex],
    [`https://${hex.slice(0, 16)}.m.pipedream.net`, hex.slice(0, 16)],
  ];
  for (const [text, secret] of TABLE)
    it(`outrank the URL or address around them: ${text.slice(0, 40)}`, () =>
      assert.ok(
        recogniser.find(text).some(({ start, end, score }) => score >= 0.97 && text.slice(start, end).includes(secret)),
      ));
});

describe('nothing is found in', () => {
  const TABLE = [
    'password = os.environ.get("DB_PASSWORD")',
    'const password = await bcrypt.hash(req.body.password, 10);',
    '"passwordTooShort": "Password must be at least 12 characters",',
    '<input type="password" name="password2" autocomplete="new-password">',
    '<password>${env.MAVEN_PASSWORD}</password>',
    'password_hash = "$2b$12$KIXQ4S8tO1g5w7Yz0uJ9eO3nQ1kF9aLrVbXcZdQwErTyUiOpAsDfG"',
    'password: $6$rounds=5000$saltsalt$Qm9uam91cg',
    'env:\n  - name: TOKEN_TTL\n    value: "3600"',
    'variable "db_password" {\n  type = string\n  sensitive = true\n}',
    'STENCIL_PASS: 0x0B96',
    'PASS: 12 FAIL: 3',
    'do not pass both this and that to pod2html',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'GPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D',
    'host key SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8',
    'the password is hashed with argon2id and a 16-byte salt',
    'the password is stored as base64-encoded sha256',
    'password for ada2 has been changed',
    'log in with SSO / OAuth2 and continue',
    "connection.connect('mysql2', 'utf8mb4')",
    'client.login(username, password)',
    'INSERT INTO users (name, password) VALUES (?, ?)',
    'password: Utf8String;',
    'secret = get_secret("projects/p/secrets/db-password/versions/2")',
    'password-input-field-label: "x"',
    '"password": "forgot-your-password-link"',
    '7z a -mx9 out.7z dir',
    'echo "$PASS" | docker login -u x --password-stdin',
    'Accepted password for ada from 10.0.0.5 port 51234 ssh2',
    'see _`Bearer Token`: https://tools.ietf.org/html/rfc6750',
    'auth = HTTPBasicAuth(user, pw)',
    'Set-Cookie: theme=dark2; Path=/; Max-Age=31536000',
  ];
  for (const text of TABLE) it(text.replaceAll('\n', ' '), () => assert.deepEqual(secretsIn(text), []));
});
