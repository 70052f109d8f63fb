import { agentApiRoutes, operatorRoutes } from '@tensorguard/contract';
import { bind, type Binding } from '../../http/binding.ts';
import { agentOf, operatorOf } from '../../http/context.ts';
import type { Enrolment } from './service.ts';

/** Operator routes of join tokens. */
export function joinTokenRoutes(enrolment: Enrolment): Binding[] {
  return [
    bind(operatorRoutes.listJoinTokens, ({ query }, context) =>
      enrolment.listJoinTokens(operatorOf(context).tenantId, query),
    ),
    bind(operatorRoutes.createJoinToken, ({ body }, context) => enrolment.createJoinToken(operatorOf(context), body)),
    bind(operatorRoutes.revokeJoinToken, async ({ params }, context) => {
      await enrolment.revokeJoinToken(operatorOf(context), params.joinTokenId);
      return undefined;
    }),
  ];
}

/** Agent routes of enrolment and renewal. */
export function enrolmentRoutes(enrolment: Enrolment): Binding[] {
  return [
    bind(agentApiRoutes.getTrustBundle, async () => enrolment.trustBundle()),
    bind(agentApiRoutes.enrol, ({ body }) => enrolment.enrol(body)),
    bind(agentApiRoutes.renewCertificate, ({ body }, context) => enrolment.renew(agentOf(context), body.csr)),
  ];
}
