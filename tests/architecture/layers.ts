/**
 * Who may import whom, as data: the architecture's table of floors. A workspace may import itself and what its row names;
 * tests may use `testkit` as well.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contract: ['core'],
  testkit: ['core'],
  tgsp: ['core'],
  ledger: ['core'],
  pki: ['core'],
  keyvault: ['core'],
  rego: ['core'],
  privacy: ['core'],
  inference: ['core', 'tgsp'],
  platform: ['core', 'contract', 'tgsp', 'ledger', 'pki', 'keyvault'],
  agent: ['core', 'contract', 'tgsp', 'pki', 'inference'],
  console: ['contract', 'ledger'],
  cli: ['core', 'contract', 'tgsp', 'ledger', 'pki', 'keyvault', 'rego', 'inference', 'platform', 'agent'],
};

/** What tests of a workspace may import besides: an outside judge of what it computes by itself. */
export const TEST_LAYERS: Readonly<Record<string, readonly string[]>> = {
  console: ['tgsp'],
};

/** Doors of a package that one app alone may use: the console runs in a browser. */
export const ONLY_DOORS: Readonly<Record<string, readonly string[]>> = {
  console: ['@tensorguard/contract', '@tensorguard/ledger/web'],
  contract: ['@tensorguard/core/web'],
};
