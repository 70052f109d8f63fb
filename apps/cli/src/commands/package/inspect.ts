import type { Digest } from '@tensorguard/core';
import { filePackageSource, inspectHeader, type Manifest, type UnverifiedHeader } from '@tensorguard/tgsp';
import { defineCommand } from '../../command/command-spec.ts';
import type { Detail } from '../../output/details.ts';
import { formatDetails } from '../../output/details.ts';
import { formatBytes, formatCount, formatTime } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';
import { fileDigest } from './file-digest.ts';

export const inspectCommand = defineCommand({
  name: 'inspect',
  summary: 'Show what a package says about itself, without verifying it',
  details: 'Nothing shown is authenticated: `tensorguard package verify` checks signatures and content.',
  examples: ['tensorguard package inspect model.tgsp'],
  prints: 'data',
  args: { file: { help: 'The package', completes: 'file' } },
  async run({ args, output, path }) {
    await using source = await filePackageSource(path(args.file));
    const header = await inspectHeader(source);
    const { digest: headerDigest, ...claims } = header;
    const digest = await fileDigest(path(args.file));
    output.result({ ...claims, headerDigest, digest }, () => describe(header, digest, output));
  },
});

function describe(header: UnverifiedHeader, digest: Digest, output: Output): string {
  return [
    output.style('warning', 'NOT VERIFIED: anybody can write what follows'),
    formatDetails(manifestDetails(header.manifest), output.style),
    formatDetails(
      [
        ['Claimed signer', header.claimedSignerKeyId],
        ['Digest', digest],
        ['Header digest', header.digest],
        ['Size', formatBytes(header.fileSize)],
      ],
      output.style,
    ),
    '',
    fileTable(header.manifest, output),
  ].join('\n');
}

/** What a manifest says, as facts for people. */
export function manifestDetails(manifest: Manifest): readonly Detail[] {
  const { model, payload, recipients, provenance } = manifest;
  return [
    ['Package', `${manifest.name} ${manifest.version}`],
    ['Created', formatTime(manifest.createdAt)],
    ['Model', `${model.format}, opset ${model.opset}`],
    ...model.inputs.map((tensor): Detail => ['Input', `${tensor.name}: ${tensor.dtype} [${tensor.shape.join(', ')}]`]),
    ...model.outputs.map((tensor): Detail => [
      'Output',
      `${tensor.name}: ${tensor.dtype} [${tensor.shape.join(', ')}]`,
    ]),
    ['Licence', manifest.licence],
    ['Source', provenance.source],
    ['Self-tests', manifest.selfTest.length],
    [
      'Recipients',
      recipients.map((stanza) => (stanza.kind === 'hpke' ? stanza.recipient : stanza.provider)).join(', '),
    ],
    ['Payload', `${formatBytes(payload.plaintextSize)} in ${formatCount(payload.chunks, 'chunk')}`],
  ];
}

/** The files of a manifest as a table. */
export function fileTable(manifest: Manifest, output: Output): string {
  return output.drawTable(manifest.files, [
    { title: 'FILE', value: ({ path }) => path },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'SIZE', value: ({ size }) => formatBytes(size), align: 'right' },
    { title: 'SHA-256', value: ({ sha256 }) => sha256 },
  ]);
}
