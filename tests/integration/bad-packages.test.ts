import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApiError, operatorRoutes } from '@tensorguard/contract';
import { generateRecipientKey, type TgspErrorCode } from '@tensorguard/tgsp';
import { classify } from './classify.ts';
import { filesUnder } from './files-under.ts';
import { flipBit, payloadStart, signAgain, withContainerVersion, withForeignSignatures } from './forge.ts';
import { entriesOf } from './log.ts';
import { LINE, newPublisher, uploadPackage } from './packages.ts';
import { eventually, rollOut, untilRollout, untilRunning } from './rollouts.ts';
import { openSite, type Site } from './site.ts';

type Bytes = Buffer<ArrayBuffer>;

interface BadPackage {
  readonly name: string;
  readonly reason: TgspErrorCode;
  readonly make: (genuine: Bytes) => Bytes | Promise<Bytes>;
}

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site?.stop());

const stranger = newPublisher();
const { keyId, ed25519, mlDsa65 } = stranger.publicKey;
const BAD_PACKAGES: readonly BadPackage[] = [
  {
    name: 'a bit of the first chunk was turned',
    reason: 'chunk_tampered',
    make: (bytes) => flipBit(bytes, payloadStart(bytes)),
  },
  {
    name: 'a bit of the last chunk was turned',
    reason: 'chunk_tampered',
    make: (bytes) => flipBit(bytes, bytes.length - 1),
  },
  {
    name: 'the first two chunks changed places',
    reason: 'chunk_tampered',
    make: swapChunks,
  },
  { name: 'the last byte is missing', reason: 'truncated', make: (bytes) => Buffer.from(bytes.subarray(0, -1)) },
  { name: 'it ends in its header', reason: 'truncated', make: (bytes) => Buffer.from(bytes.subarray(0, 1000)) },
  { name: 'bytes follow it', reason: 'trailing_bytes', make: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) },
  { name: 'it is something else', reason: 'bad_magic', make: () => Buffer.from('PK\u0003\u0004 not a package at all') },
  {
    name: 'a publisher whom nobody knows signed it again in its own name',
    reason: 'untrusted_signer',
    make: (bytes) => signAgain(bytes, stranger.signer, { signer: { keyId, ed25519, mlDsa65 } }),
  },
  {
    name: 'a stranger signed it in the name of the trusted publisher',
    reason: 'signature_invalid',
    make: (bytes) => withForeignSignatures(bytes, stranger.signer),
  },
  {
    name: 'its container says version 1',
    reason: 'unsupported_version',
    make: (bytes) => withContainerVersion(bytes, 1),
  },
  {
    name: 'its publisher signed format version 1',
    reason: 'unsupported_version',
    make: (bytes) => signAgain(bytes, site.workshop.publisher.signer, { formatVersion: 1 }),
  },
  {
    name: 'it is encrypted to somebody else',
    reason: 'no_matching_recipient',
    make: async () => {
      const { publicKey } = await generateRecipientKey();
      return site.workshop.packBytes({ recipient: publicKey.xWing });
    },
  },
];

describe('the platform refuses an upload, says why, records it and stores nothing', () => {
  let genuine: Bytes;
  before(async () => {
    genuine = await site.workshop.packBytes({ version: '0.9.0' });
  });

  for (const { name, reason, make } of BAD_PACKAGES) {
    test(`when ${name}`, async () => {
      await assertRefused(await make(genuine), reason);
    });
  }

  test('when its publisher is not trusted any more', async () => {
    const former = newPublisher();
    const body = { name: 'Former', publicKey: former.publicKey };
    const { id } = await site.api.call(operatorRoutes.createPublisher, { body });
    await site.api.call(operatorRoutes.removePublisher, { params: { publisherId: id } });
    await assertRefused(await site.workshop.packBytes({ publisher: former }), 'untrusted_signer');
  });

  test('and takes the genuine package', async () => {
    assert.equal((await uploadPackage(site.api, genuine)).number, 1);
    assert.equal((await storedBlobs()).length, 1);
  });
});

describe('an agent that is handed a package that was changed on the platform’s disk', () => {
  test('refuses it, keeps the running release, loses trust, and the rollout pauses', async () => {
    const agent = await site.startAgent('watchful');
    const first = await uploadPackage(site.api, await site.workshop.packBytes({ version: '1.0.0' }));
    await untilRollout(site.api, (await rollOut(site.api, site.fleetId, first.id)).id, 'completed');
    const { trust } = await untilRunning(site.api, agent.agentId, first.number);

    const bytes = await site.workshop.packBytes({ version: '1.1.0' });
    const second = await uploadPackage(site.api, bytes);
    const blob = (await storedBlobs()).find(({ path }) => path.endsWith(second.digest.slice('sha256:'.length)))!;
    await writeFile(blob.path, flipBit(bytes, bytes.length - 1));

    const { id } = await rollOut(site.api, site.fleetId, second.id);
    const paused = await untilRollout(site.api, id, 'paused');
    assert.match(paused.stateReason!, /1 agents failed/);
    assert.deepEqual(
      paused.stuck.map(({ agentId, state, code }) => [agentId, state, code]),
      [[agent.agentId, 'failed', 'package_digest_mismatch']],
    );
    const [entry] = await entriesOf(site.api, 'deployment.refused', { subject: agent.agentId });
    assert.equal(entry!.data['code'], 'package_digest_mismatch');
    assert.equal(entry!.data['runningReleaseId'], first.id);
    const after_ = await eventually(async () => {
      const seen = await site.api.call(operatorRoutes.getAgent, { params: { agentId: agent.agentId } });
      return seen.trust.score < trust.score && seen;
    }, 'the trust falls');
    assert.ok(after_.trust.deductions.some(({ cause, points }) => cause === 'package_refused' && points > 0));
    assert.equal((await classify(agent.apiUrl)).release, first.number);
    const line = agent.status().lines.find((each) => each.line === LINE)!;
    assert.deepEqual([line.release?.number, line.problem?.code], [first.number, 'package_digest_mismatch']);

    await assert.rejects(
      site.api.call(operatorRoutes.verifyRelease, { params: { releaseId: second.id } }),
      (error: ApiError) => error.code === 'package_refused',
    );
  });
});

async function assertRefused(bytes: Bytes, reason: TgspErrorCode): Promise<void> {
  const before_ = await refusals();
  const blobs = (await storedBlobs()).length;
  await assert.rejects(uploadPackage(site.api, bytes), (error: ApiError) => {
    assert.deepEqual([error.status, error.code, error.problem?.reason], [422, 'package_refused', reason]);
    return true;
  });
  const entries = await entriesOf(site.api, 'release.refused', { least: before_ + 1 });
  assert.equal(entries[0]!.data['reason'], reason);
  assert.equal(entries[0]!.data['sizeBytes'], bytes.length);
  assert.equal((await storedBlobs()).length, blobs);
  assert.deepEqual((await site.api.call(operatorRoutes.listReleases, {})).items, []);
}

async function refusals(): Promise<number> {
  const { items } = await site.api.call(operatorRoutes.listLedgerEntries, { query: { type: 'release.refused' } });
  return items.length;
}

/** Everything in the blob store, what is on its way in included. */
function storedBlobs(): ReturnType<typeof filesUnder> {
  return filesUnder(join(site.dataDir, 'blobs'));
}

/** Ciphertext chunks are as long as plain ones and a tag. */
function swapChunks(bytes: Bytes): Bytes {
  const TAG_BYTES = 16;
  const CHUNK_BYTES = 256 * 1024 + TAG_BYTES;
  const start = payloadStart(bytes);
  const [first, second, rest] = [0, 1, 2].map((i) => start + i * CHUNK_BYTES);
  return Buffer.concat([
    bytes.subarray(0, first),
    bytes.subarray(second, rest),
    bytes.subarray(first, second),
    bytes.subarray(rest),
  ]);
}
