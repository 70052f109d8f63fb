import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, newId } from '@tensorguard/core';
import type { Directive } from '@tensorguard/contract';
import {
  createHybridSigner,
  generateRecipientKey,
  generateSigningKey,
  recipientPublicKey,
  sealContentKey,
} from '@tensorguard/tgsp';
import type { FakeRelease } from './testing/fake-packages.ts';
import type { FakePlatform } from './testing/fake-platform.ts';
import { classify, eventually, harness, type Harness } from './testing/harness.ts';

const stranger = createHybridSigner(generateSigningKey().privateKey);

interface Attack {
  readonly name: string;
  readonly report: string;
  /** Prepares the attack on the release and gives the directive's differences. */
  readonly attack: (platform: FakePlatform, release: FakeRelease, setup: Harness & { line: string }) => Promise<void>;
}

const order =
  (change: Partial<Directive> = {}) =>
  async (platform: FakePlatform, release: FakeRelease) => {
    await platform.order(release, { number: 6, ...change });
  };

const attacks: Attack[] = [
  {
    name: 'a package with one changed byte',
    report: 'refused 6 package_digest_mismatch',
    attack: async (platform, release) => {
      platform.hooks.packageBytes = ({ bytes }) => changed(bytes, bytes.byteLength - 100);
      await order()(platform, release);
    },
  },
  {
    name: 'a longer package than the directive says',
    report: 'refused 6 package_size_mismatch',
    attack: async (platform, release) => {
      platform.hooks.packageBytes = ({ bytes }) => Buffer.concat([bytes, Buffer.from('x')]);
      await order()(platform, release);
    },
  },
  {
    name: 'a directive that names another digest',
    report: 'refused 6 package_digest_mismatch',
    attack: async (platform, release) => {
      await order()(platform, { ...release, digest: `sha256:${'0'.repeat(64)}` });
    },
  },
  {
    name: 'a package whose content was changed before the directive was made',
    report: 'refused 6 chunk_tampered',
    attack: async (platform, release) => {
      const bytes = changed(release.bytes, release.bytes.byteLength - 100_000);
      await order()(platform, { ...release, bytes, digest: digestOf(bytes) });
    },
  },
  {
    name: 'a package by another signer than the directive names',
    report: 'refused 6 untrusted_signer',
    attack: (platform, release) => order()(platform, { ...release, publisher: stranger }),
  },
  {
    name: 'a package of another line',
    report: 'refused 6 package_wrong_line',
    attack: async (platform, _, { workshop, line }) => {
      await order()(platform, await workshop.pack({ line, packageName: 'other-line' }));
    },
  },
  {
    name: 'a key that was sealed to another agent',
    report: 'refused 6 sealed_key_invalid',
    attack: async (platform, release) => {
      const other = await generateRecipientKey();
      const sealed = await sealContentKey({
        contentKey: Buffer.alloc(32, 7),
        recipientPublicKey: recipientPublicKey(other.publicKey.xWing),
        context: { agentId: 'a', packageDigest: 'b', nonce: 'c', expiresAt: 'd' },
      });
      platform.hooks.keyAnswer = (answer) => ({ ...answer, sealed });
      await order()(platform, release);
    },
  },
  {
    name: 'a key that answers another request',
    report: 'refused 6 sealed_key_context_mismatch',
    attack: async (platform, release) => {
      platform.hooks.keyAnswer = ({ context, sealed }) => ({ sealed, context: { ...context, nonce: 'n'.repeat(32) } });
      await order()(platform, release);
    },
  },
  {
    name: 'a key that was released for another release',
    report: 'refused 6 key_context_mismatch',
    attack: async (platform, release) => {
      platform.hooks.keyAnswer = ({ context, sealed }) => ({
        sealed,
        context: { ...context, releaseId: newId('rel') },
      });
      await order()(platform, release);
    },
  },
  { name: 'a lower number', report: 'refused 4 directive_number_too_low', attack: order({ number: 4 }) },
  { name: 'a number that was used', report: 'refused 5 directive_number_reused', attack: order({ number: 5 }) },
  {
    name: 'an expired directive',
    report: 'refused 6 directive_expired',
    attack: order({ expiresAt: '2026-01-01T00:00:00.000Z' }),
  },
  {
    name: 'a directive for another tenant',
    report: 'refused 6 directive_wrong_tenant',
    attack: order({ tenantId: newId('ten') }),
  },
  {
    name: 'a directive that somebody else signed',
    report: 'refused 6 directive_signature_invalid',
    attack: async (platform, release) => {
      platform.addRelease(release);
      await platform.publish(platform.directive(release, { line: release.line, number: 6 }), stranger);
    },
  },
  {
    name: 'a release that does not pass its self-test',
    report: 'failed 6 self_test_failed',
    attack: async (platform, _, { workshop, line }) => {
      await order()(platform, await workshop.pack({ line, failingSelfTest: true }));
    },
  },
  {
    name: 'a release for another architecture',
    report: 'failed 6 architecture_unsupported',
    attack: async (platform, _, { workshop, line }) => {
      await order()(platform, await workshop.pack({ line, compatibility: { architectures: ['riscv64'] } }));
    },
  },
  {
    name: 'a release that needs more memory',
    report: 'failed 6 memory_too_small',
    attack: async (platform, _, { workshop, line }) => {
      await order()(platform, await workshop.pack({ line, compatibility: { minMemoryBytes: 2 ** 50 } }));
    },
  },
  {
    name: 'a release that needs a newer agent',
    report: 'failed 6 agent_too_old',
    attack: async (platform, _, { workshop, line }) => {
      await order()(platform, await workshop.pack({ line, compatibility: { minAgentVersion: '99.0.0' } }));
    },
  },
];

test('what must not be followed is refused, said so once, and the running release goes on', async (t) => {
  const setup = await harness(t);
  const { platform, workshop, start } = setup;
  const agent = await start();
  for (const [index, { name, report, attack }] of attacks.entries()) {
    await t.test(name, async () => {
      // Each attack has a line of its own.
      const line = `line-${index}`;
      const reports = () => platform.reports.filter((one) => one.line === line);
      const told = () =>
        reports().map(({ state, directiveNumber, code = '' }) => `${state} ${directiveNumber} ${code}`);
      const running = await workshop.pack({ line });
      await platform.order(running, { number: 5 });
      await eventually(() => told().includes('applied 5 '), 'the first release');
      await attack(platform, await workshop.pack({ line }), { ...setup, line });
      await eventually(() => told().includes(report), report).catch((error: unknown) => {
        assert.fail(`${String(error)}; told: ${told().join(', ')}`);
      });
      assert.equal(reports().at(-1)?.runningReleaseId, running.id);
      assert.equal((await classify(agent, false, line)).releaseId, running.id);
      // The same directive in another answer is no news.
      const { length } = reports();
      const fetches = platform.desiredAnswers;
      platform.settings = { ...platform.settings, pollSeconds: 61 + index };
      platform.nudge();
      await eventually(() => platform.desiredAnswers > fetches, 'another answer');
      await agentIsQuiet(platform);
      assert.equal(reports().length, length);
      platform.withdraw(line);
      for (const hook of Object.keys(platform.hooks) as (keyof typeof platform.hooks)[]) delete platform.hooks[hook];
    });
  }
});

/** Waits until an agent that got an answer has worked through it: the next question comes after that. */
async function agentIsQuiet(platform: FakePlatform): Promise<void> {
  const before = platform.desiredQuestions;
  platform.nudge();
  await eventually(() => platform.desiredQuestions > before, 'the next question');
}

test('an operator’s resume, a new number for the same release, tries again', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const release = await workshop.pack();
  platform.hooks.packageBytes = ({ bytes }) => changed(bytes, 5000);
  const { rolloutId } = await platform.order(release);
  await eventually(() => platform.told.includes('refused 1 package_digest_mismatch'), 'the refusal');
  delete platform.hooks.packageBytes;
  await platform.order(release, { number: 2, rolloutId });
  await eventually(() => platform.told.includes('applied 2'), 'the second try');
  assert.equal((await classify(agent)).releaseId, release.id);
});

test('a line that fails does not hold up another', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  platform.hooks.packageBytes = ({ line, bytes }) => (line === 'broken' ? changed(bytes, 5000) : bytes);
  await platform.order(await workshop.pack({ line: 'broken' }));
  await platform.order(await workshop.pack({ line: 'sound' }));
  await eventually(() => platform.told.includes('applied 1'), 'the sound line');
  await eventually(() => platform.told.includes('refused 1 package_digest_mismatch'), 'the broken line');
  assert.equal((await classify(agent, false, 'sound')).label, 'upright');
  assert.equal((await classify(agent, false, 'broken')).code, 'slot_empty');
});

test('an order to run nothing unloads the model and removes its package', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  await platform.order(await workshop.pack());
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  await platform.order(null, { number: 2 });
  await eventually(() => platform.told.includes('stopped 2'), 'the stop');
  assert.equal((await classify(agent)).code, 'slot_empty');
  assert.equal(agent.status().lines[0]?.release, null);
});

test('a directive that only renews the one before is recorded and not reported', async (t) => {
  const { platform, workshop, start } = await harness(t);
  const agent = await start();
  const release = await workshop.pack();
  const { rolloutId } = await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the release');
  await platform.order(release, { number: 2, rolloutId });
  await eventually(() => agent.status().lines[0]?.directive.number === 2, 'the renewal');
  assert.deepEqual(platform.told, ['received 1', 'applied 1']);
  // The same release in another rollout is news.
  await platform.order(release, { number: 3 });
  await eventually(() => platform.told.includes('applied 3'), 'the other rollout');
});

test('keys of a later answer sign directives, those that were taken away do not', async (t) => {
  const { platform, workshop, start } = await harness(t);
  await start();
  const old = platform.directiveSigner;
  platform.directiveSigner = stranger;
  const release = await workshop.pack();
  await platform.order(release);
  await eventually(() => platform.told.includes('applied 1'), 'the new key');
  await platform.publish(platform.directive(release, { line: release.line, number: 2 }), old);
  await eventually(() => platform.told.includes('refused 2 directive_signature_invalid'), 'the old key');
});

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}
