import { filePackageSource, openPackage } from '@tensorguard/tgsp';
import { defineCommand } from '../../command/command-spec.ts';
import { list, requiredText } from '../../command/option.ts';
import { formatBytes, formatCount } from '../../output/format.ts';
import { readRecipientKey, readSigningPublicKey } from './key-files.ts';

export const openCommand = defineCommand({
  name: 'open',
  summary: 'Decrypt a package into a new folder',
  details:
    'The folder appears whole and verified, or not at all. Without --key any signer is accepted, and a remark says so.',
  examples: [
    'tensorguard package open model.tgsp --recipient-key acme.recipient.key.json --key acme.signing.pub.json --out model',
  ],
  prints: 'data',
  args: { file: { help: 'The package', completes: 'file' } },
  options: {
    recipientKey: requiredText('file', 'Private recipient key', { completes: 'file' }),
    out: requiredText('dir', 'Folder to make', { completes: 'dir' }),
    key: list('file', 'Public signing key that is trusted', { completes: 'file' }),
  },
  async run({ args, options, io, output, path, progress }) {
    const trustedKeys = await Promise.all(options.key.map((file) => readSigningPublicKey(path(file))));
    const privateKey = await readRecipientKey(io, path(options.recipientKey));
    await using source = await filePackageSource(path(args.file));
    const verified = await openPackage(source, trustedKeys.length > 0 ? { trustedKeys } : { trust: 'any' });
    const contentKey = await verified.unwrapContentKey(privateKey);
    const directory = path(options.out);
    const bar = progress('Opening');
    try {
      await verified.extractTo(contentKey, directory, {
        onProgress: ({ doneBytes, totalBytes }) => bar.update(doneBytes, totalBytes),
        durable: true,
      });
    } finally {
      contentKey.fill(0);
      bar.end();
    }
    const { files, payload } = verified.manifest;
    const { signerKeyId, signerTrusted, digest: headerDigest } = verified;
    if (!signerTrusted) output.remark(`Nobody vouches for the signer ${signerKeyId}: no --key was given`);
    output.result(
      {
        directory,
        files: files.map(({ path: name, size, role }) => ({ path: name, size, role })),
        signerKeyId,
        signerTrusted,
        headerDigest,
      },
      () => `${formatCount(files.length, 'file')}, ${formatBytes(payload.plaintextSize)} in ${directory}`,
    );
  },
});
