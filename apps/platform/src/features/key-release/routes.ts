import { agentApiRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { agentOf } from '../../http/context.ts';
import type { KeyRelease } from './service.ts';

/** Routes by which agents get packages and content keys. */
export function keyReleaseRoutes(keyRelease: KeyRelease): Binding[] {
  return [
    bind(agentApiRoutes.downloadPackage, ({ params }, context) => keyRelease.download(context, params.releaseId)),
    bind(agentApiRoutes.releaseKey, ({ params, body }, context) =>
      keyRelease.release(agentOf(context), { releaseId: params.releaseId, ...body }),
    ),
  ];
}
