import { operatorRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { Publishers } from './service.ts';

/** Routes of the publishers whose packages are accepted. */
export function publisherRoutes(publishers: Publishers): Binding[] {
  return [
    bind(operatorRoutes.listPublishers, ({ query }, context) => publishers.list(operatorOf(context).tenantId, query)),
    bind(operatorRoutes.createPublisher, ({ body }, context) => publishers.create(operatorOf(context), body)),
    bind(operatorRoutes.removePublisher, async ({ params }, context) => {
      await publishers.remove(operatorOf(context), params.publisherId);
      return undefined;
    }),
  ];
}
