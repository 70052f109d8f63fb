import { operatorRoutes } from '@tensorguard/contract';
import { bind, RawAnswer, type Binding } from '../../http/binding.ts';
import { operatorOf } from '../../http/context.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { createOverview } from './service.ts';

/** Routes of the overview and the live feed. */
export function overviewRoutes(overview: ReturnType<typeof createOverview>, feed: ChangeFeed): Binding[] {
  return [
    bind(operatorRoutes.getOverview, (_, context) => overview.of(operatorOf(context).tenantId)),
    bind(operatorRoutes.streamChanges, async (_, context) => {
      const { tenantId, id, sessionId } = operatorOf(context);
      const reader = { tenantId, credentialId: sessionId ?? id };
      const stream = feed.stream(reader, context.headers.get('last-event-id'), context.signal);
      return new RawAnswer(stream, { headers: { 'cache-control': 'no-cache', 'x-accel-buffering': 'no' } });
    }),
  ];
}
