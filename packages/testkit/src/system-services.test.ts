import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.ts';
import { missingServices, requireService, SYSTEM_SERVICES } from './system-services.ts';
import { tempDir } from './temp-dir.ts';

test('a program on the path is found when it is executable', async (t) => {
  const dir = await tempDir(t);
  const find = (): string | undefined => SYSTEM_SERVICES.chromium.find({ PATH: dir });
  const before = find();
  writeFileSync(join(dir, 'google-chrome'), '#!/bin/sh\n');
  assert.equal(find(), before);
  chmodSync(join(dir, 'google-chrome'), 0o755);
  assert.equal(find(), before ?? join(dir, 'google-chrome'));
});

test('what is found is not missing, and requiring a missing service says how to get it', () => {
  for (const service of ['postgres', 'chromium'] as const) {
    const path = SYSTEM_SERVICES[service].find();
    assert.equal(missingServices([service]).length, path === undefined ? 1 : 0);
    if (path === undefined) {
      assert.throws(() => requireService(service), { code: 'service_missing', message: /apt-get install/ });
    } else assert.equal(requireService(service), path);
  }
});

test('Chromium gets a path and switches that keep it quiet', { skip: missingServices(['chromium']).length > 0 }, () => {
  assert.ok(chromiumPath().startsWith('/'));
  assert.ok(CHROMIUM_ARGS.includes('--disable-background-networking'));
});
