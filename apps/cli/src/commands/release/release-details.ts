import type { Release } from '@tensorguard/contract';
import { formatDetails, type Detail } from '../../output/details.ts';
import { formatBytes, formatTime } from '../../output/format.ts';
import type { Output } from '../../output/output.ts';

/** A release in full, for people. */
export function describeRelease(release: Release, output: Output): string {
  const { model } = release;
  const tensors = [
    ...model.inputs.map((tensor) => ['Input', tensor] as const),
    ...model.outputs.map((tensor) => ['Output', tensor] as const),
  ];
  const details: Detail[] = [
    ['Release', `${release.line}@${release.number} (${release.version})`],
    ['Id', release.id],
    ['State', release.state],
    ...(release.withdrawnReason === null ? [] : [['Withdrawn', release.withdrawnReason] as const]),
    ['Digest', release.digest],
    ['Size', formatBytes(release.sizeBytes)],
    ['Publisher', release.publisherName],
    ['Key id', release.publisherKeyId],
    ['Model', `${model.format}, opset ${model.opset ?? 'unknown'}`],
    ...tensors.map(([kind, { name, dtype, shape }]): Detail => [kind, `${name}: ${dtype} [${shape.join(', ')}]`]),
    ['Licence', release.licence],
    ['Self-tests', release.selfTests],
    ['Uploaded', `${formatTime(release.createdAt)} by ${release.uploadedBy}`],
  ];
  const files = output.drawTable(release.files, [
    { title: 'FILE', value: ({ path }) => path },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'SIZE', value: ({ sizeBytes }) => formatBytes(sizeBytes), align: 'right' },
    { title: 'SHA-256', value: ({ sha256 }) => sha256 },
  ]);
  return `${formatDetails(details, output.style)}\n\n${files}`;
}
