import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { operatorRoutes } from '@tensorguard/contract';
import { digestOf, type Digest } from '@tensorguard/core';
import { directionClassifier, ManualClock } from '@tensorguard/testkit';
import { generateRecipientKey } from '@tensorguard/tgsp';
import { systemFiles } from '../../blobs/directory/file-layer.ts';
import { eachDatabase } from '../../testing/databases.ts';
import { newPublisher } from '../../testing/packages.ts';
import { openReleaseDesk, type ReleaseDesk } from '../../testing/release-desk.ts';
import { addTenant, ledgerEvents } from '../../testing/tenants.ts';
import { ORPHAN_AGE_MS, type SweptOrphans } from './orphans.ts';

/** Files of the blob store, whole ones and others. */
async function storedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(`${folder}/blobs`, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** Ledger events about releases. */
async function releaseEvents({ database, operator }: ReleaseDesk) {
  return (await ledgerEvents(database, operator.tenantId)).filter(({ type }) => type.startsWith('release.'));
}

/** A body whose refusal must not depend on it. */
async function* neverRead(): AsyncGenerator<Uint8Array> {
  yield* [];
  throw new assert.AssertionError({ message: 'the body was read' });
}

function withByteFlipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 1;
  return copy;
}

/** Packages that are not what they should be, made from a good one, and the reason that must be given. */
const refusals: { name: string; reason: string; make: (desk: ReleaseDesk) => Promise<Buffer> }[] = [
  { name: 'nothing at all', reason: 'truncated', make: async () => Buffer.alloc(0) },
  { name: 'something else', reason: 'bad_magic', make: async () => Buffer.alloc(5000, 'zip') },
  {
    name: 'a tampered chunk',
    reason: 'chunk_tampered',
    make: async ({ pack }) => {
      const bytes = await pack();
      return withByteFlipped(bytes, bytes.length - 1000);
    },
  },
  {
    name: 'a tampered header',
    reason: 'signature_invalid',
    make: async ({ pack }) => {
      const bytes = await pack({ fields: { version: '1.0.0-rc' } });
      // A letter of the signature's base64 text.
      const at = bytes.indexOf('"sig":"') + 20;
      bytes[at] = bytes[at] === 0x41 ? 0x42 : 0x41;
      return bytes;
    },
  },
  { name: 'a missing end', reason: 'truncated', make: async ({ pack }) => (await pack()).subarray(0, -1) },
  {
    name: 'bytes after the end',
    reason: 'trailing_bytes',
    make: async ({ pack }) => Buffer.concat([await pack(), Buffer.from('x')]),
  },
  {
    name: 'a signature by a stranger',
    reason: 'untrusted_signer',
    make: ({ pack }) => pack({ publisher: newPublisher() }),
  },
  {
    name: 'a signature by a publisher who was removed',
    reason: 'untrusted_signer',
    make: async ({ pack, publishers, operator, publisherId }) => {
      await publishers.remove(operator, publisherId);
      return pack();
    },
  },
  {
    name: 'another recipient',
    reason: 'no_matching_recipient',
    make: async ({ pack }) => pack({ recipient: (await generateRecipientKey()).publicKey.xWing }),
  },
  {
    name: 'a text that the database cannot store',
    reason: 'manifest_invalid',
    make: ({ pack }) => pack({ fields: { provenance: { source: 'a\0b' } } }),
  },
];

eachDatabase('upload of a package', (open) => {
  it('makes a release of the real model, with what the manifest says', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const bytes = await desk.pack();
    const answer = await desk.upload(bytes);
    const { release, created } = answer;
    operatorRoutes.uploadRelease.success.body.parse(answer);
    assert.equal(created, true);
    assert.deepEqual(
      [release.line, release.number, release.version, release.state],
      ['direction', 1, '1.0.0', 'available'],
    );
    assert.deepEqual([release.digest, release.sizeBytes], [digestOf(bytes), bytes.length]);
    assert.deepEqual([release.publisherName, release.uploadedBy], ['Research', desk.operator.name]);
    assert.deepEqual(release.files, [
      {
        path: 'model.onnx',
        sizeBytes: directionClassifier.sizeBytes,
        sha256: directionClassifier.sha256,
        role: 'model',
      },
    ]);
    assert.equal(release.model.opset, directionClassifier.opset);
    assert.deepEqual(await storedFiles(desk.folder), [release.digest.slice('sha256:'.length)]);
    assert.deepEqual(await releaseEvents(desk), [
      {
        type: 'release.created',
        actor: desk.operator.id,
        subject: release.id,
        data: {
          line: 'direction',
          number: 1,
          version: '1.0.0',
          digest: release.digest,
          sizeBytes: bytes.length,
          publisherKeyId: desk.publisher.publicKey.keyId,
        },
      },
    ]);
  });

  it('numbers the releases of each line by itself', async (t) => {
    const { pack, upload } = await openReleaseDesk(t, await open());
    const lines = ['first', 'second', 'first'];
    const numbers = [];
    for (const name of lines) numbers.push((await upload(await pack({ fields: { name } }))).release.number);
    assert.deepEqual(numbers, [1, 1, 2]);
  });

  it('knows a package that it has', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const bytes = await desk.pack();
    const { release } = await desk.upload(bytes);
    assert.deepEqual(await desk.upload(bytes), { release, created: false });
    assert.equal((await releaseEvents(desk)).length, 1);
  });

  it('makes one release of one package that is uploaded many times at once, and skips no number', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const bytes = await desk.pack();
    const answers = await Promise.all([1, 2, 3, 4].map(() => desk.upload(bytes)));
    assert.equal(answers.filter(({ created }) => created).length, 1);
    assert.equal(new Set(answers.map(({ release }) => release.id)).size, 1);
    assert.equal((await desk.upload(await desk.pack())).release.number, 2);
  });

  for (const { name, reason, make } of refusals) {
    it(`refuses ${name}: ${reason}`, async (t) => {
      const desk = await openReleaseDesk(t, await open());
      const bytes = await make(desk);
      await assert.rejects(desk.upload(bytes), { code: 'package_refused', reason });
      assert.deepEqual(await storedFiles(desk.folder), []);
      assert.deepEqual((await desk.releases.list(desk.operator.tenantId, { limit: 10 })).items, []);
      assert.deepEqual((await desk.releases.listLines(desk.operator.tenantId, { limit: 10 })).items, []);
      const digest = digestOf(bytes);
      assert.deepEqual(await releaseEvents(desk), [
        {
          type: 'release.refused',
          actor: desk.operator.id,
          subject: digest,
          data: { reason, digest, sizeBytes: bytes.length },
        },
      ]);
    });
  }

  it('refuses a package whose publisher is removed while it is verified', async (t) => {
    const files = { ...systemFiles };
    const desk = await openReleaseDesk(t, await open(), { files });
    // The last thing before the release is made: the blob gets its name.
    files.rename = async (from, to) => {
      await desk.publishers.remove(desk.operator, desk.publisherId);
      await systemFiles.rename(from, to);
    };
    const uploading = desk.upload(await desk.pack());
    await assert.rejects(uploading, { code: 'package_refused', reason: 'untrusted_signer' });
  });

  it('refuses a body over the limit and keeps nothing of it', async (t) => {
    const desk = await openReleaseDesk(t, await open(), { maxPackageBytes: 100_000 });
    const bytes = await desk.pack();
    await assert.rejects(desk.upload(bytes), { code: 'body_too_large' });
    const declaredBytes = 100_001;
    const unread = desk.releases.upload(desk.operator, { bytes: neverRead(), declaredBytes });
    await assert.rejects(unread, { code: 'body_too_large' });
    assert.deepEqual(await storedFiles(desk.folder), []);
    const refused = { reason: 'body_too_large', digest: null, sizeBytes: null };
    assert.deepEqual(await releaseEvents(desk), [
      {
        type: 'release.refused',
        actor: desk.operator.id,
        subject: 'unknown',
        data: { ...refused, receivedBytes: bytes.length },
      },
      {
        type: 'release.refused',
        actor: desk.operator.id,
        subject: 'unknown',
        data: { ...refused, receivedBytes: 0, declaredBytes },
      },
    ]);
  });

  it('leaves nothing of an upload that breaks off', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const bytes = await desk.pack();
    async function* breaksOff() {
      yield bytes.subarray(0, 200_000);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    }
    const uploading = desk.releases.upload(desk.operator, { bytes: breaksOff() });
    await assert.rejects(uploading, { code: 'request_malformed', reason: 'body_aborted' });
    assert.deepEqual(await storedFiles(desk.folder), []);
    const [event, ...more] = await releaseEvents(desk);
    assert.deepEqual([event!.type, event!.subject, more], ['release.refused', 'unknown', []]);
    const data = { reason: 'body_aborted', digest: null, sizeBytes: null, receivedBytes: 200_000 };
    assert.deepEqual(event!.data, data);
  });

  it('takes in as many at once as it may, and tells the next when to come back', async (t) => {
    const desk = await openReleaseDesk(t, await open(), { maxConcurrentUploads: 2 });
    const bytes = await desk.pack();
    const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
    const slow = (): AsyncIterable<Uint8Array> =>
      (async function* () {
        yield bytes.subarray(0, 1000);
        await held;
        yield bytes.subarray(1000);
      })();
    const first = [1, 2].map(() => desk.releases.upload(desk.operator, { bytes: slow() }));
    const third = desk.releases.upload(desk.operator, { bytes: neverRead() });
    await assert.rejects(third, { code: 'unavailable', reason: 'uploads_busy', retryAfterSeconds: 5 });
    goOn();
    const outcomes = await Promise.all(first);
    assert.equal(outcomes.filter(({ created }) => created).length, 1);
    assert.equal((await desk.upload(bytes)).created, false, 'a place is free again');
    assert.deepEqual(
      (await releaseEvents(desk)).map(({ type }) => type),
      ['release.created'],
      'a full house says nothing about a package',
    );
  });

  it('acknowledges nothing when the disk is full', async (t) => {
    const files = {
      ...systemFiles,
      rename: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    };
    const desk = await openReleaseDesk(t, await open(), { files });
    await assert.rejects(desk.upload(await desk.pack()), { code: 'unavailable' });
    assert.deepEqual((await desk.releases.list(desk.operator.tenantId, { limit: 10 })).items, []);
    assert.deepEqual(await releaseEvents(desk), []);
  });

  it('gives the same bytes to two tenants without telling one of the other', async (t) => {
    const desk = await openReleaseDesk(t, await open());
    const other = await addTenant(desk.database, 'other');
    const { publicKey } = desk.publisher;
    await desk.publishers.create(other, { name: 'The same people', publicKey });
    const recipients = await Promise.all(
      [desk.operator, other].map(({ tenantId }) => desk.packagingKeys.publicKey(tenantId)),
    );
    assert.notEqual(recipients[0]!.keyId, recipients[1]!.keyId);
    const bytes = await desk.pack({ moreRecipients: [recipients[1]!.publicKey] });
    const mine = await desk.upload(bytes);
    assert.deepEqual((await desk.releases.list(other.tenantId, { limit: 10 })).items, []);
    await assert.rejects(desk.releases.get(other.tenantId, mine.release.id), { code: 'not_found' });
    const theirs = await desk.upload(bytes, other);
    assert.equal(theirs.created, true);
    assert.deepEqual([theirs.release.number, theirs.release.digest], [1, mine.release.digest]);
    assert.notEqual(theirs.release.id, mine.release.id);
    assert.equal((await storedFiles(desk.folder)).length, 1);
  });

  it('sweeps a blob that a crash left without its release, and no other', async (t) => {
    const clock = new ManualClock(Date.now());
    const desk = await openReleaseDesk(t, await open(), { clock });
    const { release } = await desk.upload(await desk.pack());
    // A crash after the blob has its name and before the transaction commits leaves just the blob.
    const orphan = await desk.blobs.put(
      (async function* () {
        yield await desk.pack();
      })(),
      { maxBytes: 10_000_000 },
    );
    assert.deepEqual(await desk.releases.sweep(), { blobs: 0, interruptedUploads: 0 });
    await clock.advance(ORPHAN_AGE_MS + 60_000);
    assert.deepEqual(await desk.releases.sweep(), { blobs: 1, interruptedUploads: 0 });
    assert.equal(await desk.blobs.exists(orphan.digest), false);
    assert.equal(await desk.blobs.exists(release.digest as Digest), true);
  });

  it('does not make a release when a sweep was faster, and does when the package is sent again', async (t) => {
    const removing = { ...systemFiles };
    const desk = await openReleaseDesk(t, await open(), { files: removing });
    const bytes = await desk.pack();
    removing.syncDir = async (path) => {
      await systemFiles.syncDir(path);
      if (!path.endsWith('blobs')) await desk.blobs.remove(digestOf(bytes));
    };
    await assert.rejects(desk.upload(bytes), { code: 'unavailable' });
    removing.syncDir = systemFiles.syncDir;
    assert.equal((await desk.upload(bytes)).release.number, 1);
  });

  it('lets a sweep wait until the release is stored, so that its blob stays', async (t) => {
    const clock = new ManualClock(Date.now());
    // To this clock every blob is old.
    await clock.advance(2 * ORPHAN_AGE_MS);
    const files = { ...systemFiles };
    const desk = await openReleaseDesk(t, await open(), { clock, files });
    let sweeping: Promise<SweptOrphans> | undefined;
    // The upload looks for its blob when it holds the lock: a sweep comes just then.
    files.changedAt = async (path) => {
      if (sweeping === undefined) {
        sweeping = desk.releases.sweep();
        await setTimeout(300);
      }
      return systemFiles.changedAt(path);
    };
    const { release } = await desk.upload(await desk.pack());
    assert.deepEqual(await sweeping, { blobs: 0, interruptedUploads: 0 });
    assert.equal(await desk.blobs.exists(release.digest as Digest), true);
  });
});
