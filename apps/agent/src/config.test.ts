import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodedError } from '@tensorguard/core';
import { isLoopback, readAgentConfig } from './config.ts';

const enough = { TG_AGENT_DATA_DIR: '/data', TG_AGENT_PLATFORM_URL: 'https://guard.example:9443/' };

test('two settings are enough, the rest has defaults', () => {
  const config = readAgentConfig(enough);
  assert.equal(config.platformUrl, 'https://guard.example:9443');
  assert.equal(config.apiHost, '127.0.0.1');
  assert.equal(config.environment, 'development');
  assert.ok(config.name.length > 0);
});

test('TG_ENVIRONMENT sets the mode, overrides win', () => {
  assert.equal(readAgentConfig({ ...enough, TG_ENVIRONMENT: 'production' }).environment, 'production');
  assert.equal(readAgentConfig({ ...enough, TG_AGENT_API_PORT: '7070' }, { apiPort: 7071 }).apiPort, 7071);
});

const refused: { name: string; env: Record<string, string>; code: string }[] = [
  { name: 'an unknown setting', env: { TG_AGENT_DATADIR: '/x' }, code: 'config_invalid' },
  { name: 'plaintext', env: { TG_AGENT_PLATFORM_URL: 'http://guard.example' }, code: 'config_invalid' },
  {
    name: 'a path in the address',
    env: { TG_AGENT_PLATFORM_URL: 'https://guard.example/agent' },
    code: 'config_invalid',
  },
  {
    name: 'credentials in the address',
    env: { TG_AGENT_PLATFORM_URL: 'https://a:b@guard.example' },
    code: 'config_invalid',
  },
  { name: 'no address', env: { TG_AGENT_PLATFORM_URL: 'guard' }, code: 'config_invalid' },
  { name: 'a port that is none', env: { TG_AGENT_API_PORT: '70000' }, code: 'config_invalid' },
  { name: 'a short API token', env: { TG_AGENT_API_TOKEN: 'short' }, code: 'config_invalid' },
  { name: 'an open API without a token', env: { TG_AGENT_API_HOST: '0.0.0.0' }, code: 'config_unsafe' },
  {
    name: 'an open plaintext API in production',
    env: { TG_AGENT_API_HOST: '0.0.0.0', TG_AGENT_API_TOKEN: 'x'.repeat(32), TG_ENVIRONMENT: 'production' },
    code: 'config_unsafe',
  },
];
for (const { name, env, code } of refused) {
  test(`${name}: ${code}`, () => {
    assert.throws(
      () => readAgentConfig({ ...enough, ...env }),
      (error) => error instanceof CodedError && error.code === code,
    );
  });
}

test('only addresses of this machine are loopback', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) assert.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '127.evil.example', '10.0.0.1', '::', 'localhost.evil'])
    assert.ok(!isLoopback(host), host);
});
