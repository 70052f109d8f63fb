import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, operatorRoutes, type ApiClient } from '@tensorguard/contract';
import {
  platformConfigSchema,
  startPlatform,
  type Platform,
  type PlatformConfig,
  type PlatformParts,
} from '@tensorguard/platform';
import { collectingLogger } from '@tensorguard/testkit';

/** A platform in this process with an operator who may do everything. */
export interface TestPlatform {
  readonly platform: Platform;
  readonly api: ApiClient;
  readonly token: string;
  readonly dataDir: string;
  readonly lines: ReturnType<typeof collectingLogger>['lines'];
  stop(): Promise<void>;
}

/** Starts a platform on free ports with a folder of its own. */
export async function startTestPlatform(
  overrides: Partial<PlatformConfig> = {},
  parts: Pick<PlatformParts, 'clock'> = {},
): Promise<TestPlatform> {
  const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), 'tensorguard-platform-')));
  const collected = collectingLogger();
  const config = platformConfigSchema.parse({
    port: 0,
    agentPort: 0,
    heartbeatSeconds: 1,
    pollSeconds: 2,
    ...overrides,
    dataDir,
  });
  const platform = await startPlatform(config, { ...parts, logger: collected });
  const token = await platform.admin.createToken('tests', 1);
  return {
    platform,
    token,
    dataDir,
    lines: collected.lines,
    api: createClient({ baseUrl: platform.url, token }),
    async stop() {
      await platform.stop();
      if (overrides.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A client of another tenant's owner, who has signed in by the link that creation gave. */
export async function newTenant(test: TestPlatform, name: string): Promise<{ api: ApiClient; cookie: string }> {
  const owner = { name: 'Other owner', email: 'owner@other.example' };
  const { signInUrl } = await test.api.call(operatorRoutes.createTenant, { body: { name, owner } });
  const { cookie } = await signIn(test, signInUrl);
  const withCookie: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie } });
  return { api: createClient({ baseUrl: test.platform.url, fetch: (url, init) => withCookie(url, init) }), cookie };
}

/** Exchanges a sign-in link for a session cookie. */
export async function signIn(test: TestPlatform, url: string): Promise<{ response: Response; cookie: string }> {
  const token = new URL(url).hash.replace('#token=', '');
  const response = await fetch(`${test.platform.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return { response, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}
