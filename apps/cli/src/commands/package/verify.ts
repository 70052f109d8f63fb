import { filePackageSource, openPackage } from '@tensorguard/tgsp';
import { defineCommand } from '../../command/command-spec.ts';
import { list, text } from '../../command/option.ts';
import { formatDetails } from '../../output/details.ts';
import { formatBytes, formatCount } from '../../output/format.ts';
import { readRecipientKey, readSigningPublicKey } from './key-files.ts';
import { manifestDetails } from './inspect.ts';
import { fileDigest } from './file-digest.ts';

export const verifyCommand = defineCommand({
  name: 'verify',
  summary: 'Verify the signatures of a package and, with a recipient key, all of its content',
  details:
    'A package is accepted when one of the given keys signed it with both algorithms. Without a recipient key the ' +
    'encrypted content cannot be checked, and the answer says so.',
  examples: [
    'tensorguard package verify model.tgsp --key acme.signing.pub.json',
    'tensorguard package verify model.tgsp --key acme.signing.pub.json --recipient-key acme.recipient.key.json',
  ],
  prints: 'data',
  args: { file: { help: 'The package', completes: 'file' } },
  options: {
    key: list('file', 'Public signing key that is trusted', { completes: 'file', required: true }),
    recipientKey: text('file', 'Private recipient key, to check the content too', { completes: 'file' }),
  },
  async run({ args, options, io, output, path, progress }) {
    const trustedKeys = await Promise.all(options.key.map((file) => readSigningPublicKey(path(file))));
    await using source = await filePackageSource(path(args.file));
    const verified = await openPackage(source, { trustedKeys });
    const { manifest, signerKeyId, digest: headerDigest, fileSize } = verified;
    const digest = await fileDigest(path(args.file));
    let payload: { files: number; plaintextBytes: number } | null = null;
    if (options.recipientKey !== undefined) {
      const contentKey = await verified.unwrapContentKey(await readRecipientKey(io, path(options.recipientKey)));
      const bar = progress('Verifying');
      try {
        payload = await verified.verifyPayload(contentKey, ({ doneBytes, totalBytes }) =>
          bar.update(doneBytes, totalBytes),
        );
      } finally {
        contentKey.fill(0);
        bar.end();
      }
    }
    const report = { verified: true, signerKeyId, digest, headerDigest, fileSize, payload, manifest };
    output.result(report, () => {
      const { style } = output;
      const content =
        payload === null
          ? style('warning', 'not checked: no recipient key was given')
          : style(
              'good',
              `${formatCount(payload.files, 'file')}, ${formatBytes(payload.plaintextBytes)}: all hashes match`,
            );
      return [
        `${style('good', 'Signatures are valid')} (Ed25519 and ML-DSA-65) by ${signerKeyId}`,
        `Content: ${content}`,
        formatDetails([...manifestDetails(manifest), ['Digest', digest], ['Header digest', headerDigest]], style),
      ].join('\n');
    });
  },
});
