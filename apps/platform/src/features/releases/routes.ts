import { operatorRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import { uploadBody } from '../../http/upload-body.ts';
import type { Releases } from './service.ts';

/** Routes of package lines, releases and the packaging key. */
export function releaseRoutes(releases: Releases): Binding[] {
  return [
    bind(operatorRoutes.getPackagingKey, (_, context) => releases.packagingKey(operatorOf(context).tenantId)),
    bind(operatorRoutes.listLines, ({ query }, context) => releases.listLines(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.uploadRelease, (_, context) => {
      const declared = context.headers.get('content-length');
      return releases.upload(operatorOf(context), {
        bytes: uploadBody(context.incoming),
        declaredBytes: declared === null ? undefined : Number(declared),
      });
    }),
    bind(operatorRoutes.listReleases, ({ query }, context) => releases.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.getRelease, ({ params }, context) =>
      releases.get(operatorOf(context).tenantId, params.releaseId),
    ),
    bind(operatorRoutes.verifyRelease, ({ params }, context) => releases.verify(operatorOf(context), params.releaseId)),
    bind(operatorRoutes.downloadRelease, ({ params }, context) => releases.download(context, params.releaseId)),
    bind(operatorRoutes.withdrawRelease, ({ params, body }, context) =>
      releases.withdraw(operatorOf(context), params.releaseId, body.reason),
    ),
  ];
}
