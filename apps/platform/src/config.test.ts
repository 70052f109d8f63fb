import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { tempDir } from '@tensorguard/testkit';
import { startPlatform } from './compose.ts';
import { platformConfigSchema, readPlatformConfig, type PlatformConfig } from './config.ts';
import { productionViolations, requireProductionReady } from './production.ts';

/** As near to production as this version gets. */
const BEST: Record<string, string> = {
  TG_ENVIRONMENT: 'production',
  TG_PLATFORM_DATABASE_URL: 'postgres://db/tensorguard',
  TG_PLATFORM_PUBLIC_URL: 'https://console.example',
  TG_PLATFORM_TRUST_PROXY: 'true',
  TG_PLATFORM_AGENT_PUBLIC_URL: 'https://agents.example:8443',
  TG_PLATFORM_TRUST_DOMAIN: 'example.org',
  TG_PLATFORM_LOG_ORIGIN: 'example.org/log',
};
const KEY_VAULT = 'dataDir';

test('every setting has a default or may be left out, a description, and a name in the environment', () => {
  const config = platformConfigSchema.parse({});
  assert.deepEqual(
    [config.environment, config.port, config.agentPort, config.trustProxy],
    ['development', 8080, 8443, false],
  );
  for (const [name, schema] of Object.entries(platformConfigSchema.shape)) assert.ok(schema.description, name);
});

test('the environment, a file and overrides make the settings, the last one winning', async (t) => {
  const file = `${await tempDir(t)}/platform.json`;
  await writeFile(file, JSON.stringify({ port: 1, agentPort: 2, host: 'file' }));
  const config = readPlatformConfig(
    { TG_PLATFORM_AGENT_PORT: '3', TG_PLATFORM_TRUST_PROXY: 'false' },
    { host: 'override' },
    file,
  );
  assert.deepEqual([config.port, config.agentPort, config.host, config.trustProxy], [1, 3, 'override', false]);
  assert.equal(readPlatformConfig({ TG_ENVIRONMENT: 'production' }).environment, 'production');
  assert.deepEqual(readPlatformConfig({ TG_PLATFORM_TRUSTED_PROXIES: '10.0.0.0/8, fd00::1' }).trustedProxies, [
    '10.0.0.0/8',
    'fd00::1',
  ]);
});

test('what is unknown, out of range or of another form is refused and named', () => {
  const cases: [string, string][] = [
    ['TG_PLATFORM_PROT', '8080'],
    ['TG_PLATFORM_PORT', '65536'],
    ['TG_PLATFORM_PORT', 'eight'],
    ['TG_PLATFORM_DATABASE_URL', 'mysql://db'],
    ['TG_PLATFORM_PUBLIC_URL', 'ftp://console'],
    ['TG_PLATFORM_AGENT_PUBLIC_URL', 'http://agents'],
    ['TG_PLATFORM_TRUST_PROXY', 'yes'],
    ['TG_PLATFORM_TRUSTED_PROXIES', ''],
    ['TG_PLATFORM_TRUSTED_PROXIES', '10.0.0.0/8,proxy.example'],
    ['TG_PLATFORM_MAX_CONCURRENT_UPLOADS', '0'],
    ['TG_PLATFORM_REPORT_RETENTION_DAYS', '0.5'],
    ['TG_PLATFORM_MIN_TRUST_FOR_KEYS', '101'],
    ['TG_PLATFORM_HEARTBEAT_SECONDS', '0'],
    ['TG_PLATFORM_CERTIFICATE_LIFETIME_SECONDS', '604801'],
    ['TG_PLATFORM_LOG_LEVEL', 'loud'],
    ['TG_ENVIRONMENT', 'staging'],
  ];
  for (const [name, value] of cases) {
    assert.throws(() => readPlatformConfig({ [name]: value }), { code: 'config_invalid' }, `${name}=${value}`);
  }
});

test('production names each setting that is not fit for it, with a remedy', () => {
  const cases: [keyof PlatformConfig, Record<string, string>][] = [
    ['databaseUrl', { TG_PLATFORM_DATABASE_URL: '' }],
    ['publicUrl', { TG_PLATFORM_PUBLIC_URL: '' }],
    ['publicUrl', { TG_PLATFORM_PUBLIC_URL: 'http://console.example' }],
    ['publicUrl', { TG_PLATFORM_TRUST_PROXY: 'false' }],
    ['agentPublicUrl', { TG_PLATFORM_AGENT_PUBLIC_URL: '' }],
    ['trustDomain', { TG_PLATFORM_TRUST_DOMAIN: '' }],
    ['logOrigin', { TG_PLATFORM_LOG_ORIGIN: '' }],
  ];
  const settingsOf = (env: Record<string, string>) => {
    const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
    return productionViolations(readPlatformConfig(set)).map(({ setting }) => setting);
  };
  assert.deepEqual(
    settingsOf(BEST),
    [KEY_VAULT],
    'the file vault is all that is left, and there is nothing better yet',
  );
  for (const [setting, change] of cases) {
    assert.deepEqual(settingsOf({ ...BEST, ...change }).sort(), [KEY_VAULT, setting].sort(), JSON.stringify(change));
  }
  const all = productionViolations(platformConfigSchema.parse({}));
  assert.equal(all.length, 6);
  for (const { problem, remedy } of all) assert.ok(problem.endsWith('.') && remedy.endsWith('.'));
});

test('a platform that is not fit for production does not start there, and elsewhere does', async (t) => {
  const dataDir = `${await tempDir(t)}/never`;
  const config = platformConfigSchema.parse({ environment: 'production', dataDir });
  assert.doesNotThrow(() => requireProductionReady({ ...config, environment: 'development' }));
  await assert.rejects(startPlatform(config), (error: { code: string; message: string }) => {
    assert.equal(error.code, 'production_refused');
    for (const { setting, remedy } of productionViolations(config)) {
      assert.ok(error.message.includes(`${setting}: `) && error.message.includes(remedy), setting);
    }
    return true;
  });
});
