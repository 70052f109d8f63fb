import { z } from 'zod';
import { publisherKey } from '../operator/releases.ts';
import {
  agentId,
  digest,
  displayName,
  fleetId,
  releaseId,
  reportId,
  rolloutId,
  tenantId,
  timestamp,
} from '../primitives.ts';
import { defineRoute } from '../route.ts';
import { heartbeatSchema } from './channel.ts';
import { signedEnvelope } from './directive.ts';
import { agentFacts } from './telemetry.ts';

const tag = 'Agent';

/** How an agent paces itself; the platform may change it at any time. */
export const agentSettings = z
  .object({
    heartbeatSeconds: z.number().gt(0).describe('Time between heartbeats'),
    pollSeconds: z.number().gt(0).describe('Time between checks without a socket message'),
  })
  .meta({ id: 'AgentSettings' });
export type AgentSettings = z.infer<typeof agentSettings>;

const pem = z.string().max(20_000).describe('PEM');
const certificateAnswer = z.object({
  certificateChain: pem.describe('The agent’s certificate and the issuing CA’s, PEM'),
  trustBundle: pem.describe('Root certificates, PEM'),
  notBefore: timestamp,
  notAfter: timestamp,
});

/**
 * What happened to a directive on an agent. `received`: work begins; `applied`: the release answers requests; `failed`: it
 * could not be brought up (disk, memory, self-test); `refused`: it must not be trusted (signature, hash, number, expiry);
 * `stopped`: the line was unloaded as ordered.
 */
export const REPORT_STATES = ['received', 'applied', 'failed', 'refused', 'stopped'] as const;

export const deploymentReport = z
  .strictObject({
    id: reportId.describe('Made by the agent: delivering a report twice changes nothing'),
    at: timestamp,
    line: z.string().min(1).max(80).describe('Package line'),
    directiveNumber: z.int().min(0).describe('Number of the directive'),
    rolloutId: rolloutId.nullable().describe('Its rollout'),
    releaseId: releaseId.nullable().describe('Its release'),
    state: z.enum(REPORT_STATES).describe('What happened'),
    runningReleaseId: releaseId.nullable().describe('What the line runs after it'),
    code: z.string().max(80).optional().describe('Error code when failed or refused'),
    message: z.string().max(500).optional().describe('Error text when failed or refused'),
    timings: z
      .record(z.string().max(40), z.number().min(0))
      .optional()
      .describe('Milliseconds by step: download, verify, key, load, selfTest'),
  })
  .meta({ id: 'DeploymentReport' });
export type DeploymentReport = z.infer<typeof deploymentReport>;

/** Most reports in one delivery. */
export const MAX_REPORTS_PER_BATCH = 100;

/** What the sealed key is bound to (canonical JSON); a key sealed for one agent, package and request opens for no other. */
export const keyReleaseContext = z
  .strictObject({
    v: z.literal(1),
    agentId,
    releaseId,
    packageDigest: digest,
    nonce: z.string().describe('The nonce of the request'),
    expiresAt: timestamp,
  })
  .meta({ id: 'KeyReleaseContext' });
export type KeyReleaseContext = z.infer<typeof keyReleaseContext>;

export const agentApiRoutes = {
  getTrustBundle: defineRoute({
    id: 'getTrustBundle',
    method: 'GET',
    path: '/agent/v1/trust-bundle',
    summary: 'Root certificates of the platform; check them against the pin in the join token',
    tag,
    access: 'public',
    success: { status: 200, body: z.object({ trustBundle: pem }) },
    errors: [],
  }),
  enrol: defineRoute({
    id: 'enrol',
    method: 'POST',
    path: '/agent/v1/enrol',
    summary: 'Exchange a join token and a certificate request for an identity',
    tag,
    access: 'public',
    body: z.strictObject({
      joinToken: z.string().min(20).max(300).describe('As the operator gave it'),
      name: displayName,
      csr: pem.describe('PKCS #10, PEM; the names in it are not used'),
      recipientKey: z.string().max(4000).describe('Public key for key release (HPKE KEM 0x647A), base64'),
      facts: agentFacts,
    }),
    success: {
      status: 201,
      body: certificateAnswer.extend({
        agentId,
        tenantId,
        fleetId,
        spiffeId: z.string().describe('The id in the certificate'),
        directiveKeys: z.array(publisherKey).describe('Keys that sign directives'),
        settings: agentSettings,
      }),
    },
    errors: ['enrolment_refused', 'csr_refused'],
  }),
  renewCertificate: defineRoute({
    id: 'renewCertificate',
    method: 'POST',
    path: '/agent/v1/certificate',
    summary: 'A new certificate for the same identity, with a new key',
    tag,
    access: 'agent',
    body: z.strictObject({ csr: pem }),
    success: { status: 201, body: certificateAnswer },
    errors: ['identity_refused', 'csr_refused'],
  }),
  getDesiredState: defineRoute({
    id: 'getDesiredState',
    method: 'GET',
    path: '/agent/v1/desired',
    summary: 'The directives for this agent (ETag and If-None-Match are honoured: 304 when nothing changed)',
    tag,
    access: 'agent',
    success: {
      status: 200,
      body: z.object({
        directives: z.array(signedEnvelope).describe('At most one for each line'),
        directiveKeys: z.array(publisherKey).describe('Keys that sign directives'),
        settings: agentSettings,
      }),
    },
    errors: ['identity_refused'],
  }),
  sendHeartbeat: defineRoute({
    id: 'sendHeartbeat',
    method: 'POST',
    path: '/agent/v1/heartbeat',
    summary: 'A heartbeat over HTTPS, for an agent without a socket',
    tag,
    access: 'agent',
    body: heartbeatSchema,
    success: { status: 204 },
    errors: ['identity_refused'],
  }),
  sendReports: defineRoute({
    id: 'sendReports',
    method: 'POST',
    path: '/agent/v1/reports',
    summary: 'Deliver reports; what is answered is stored',
    tag,
    access: 'agent',
    body: z.strictObject({ reports: z.array(deploymentReport).min(1).max(MAX_REPORTS_PER_BATCH) }),
    success: { status: 200, body: z.object({ accepted: z.array(reportId).describe('Stored now or before') }) },
    errors: ['identity_refused'],
  }),
  downloadPackage: defineRoute({
    id: 'downloadPackage',
    method: 'GET',
    path: '/agent/v1/releases/{releaseId}/package',
    summary: 'The encrypted package; ranges are served so that downloads resume',
    tag,
    access: 'agent',
    params: z.strictObject({ releaseId }),
    success: { status: 200, contentType: 'application/vnd.tensorguard.tgsp' },
    errors: ['identity_refused', 'not_found', 'range_not_satisfiable'],
  }),
  releaseKey: defineRoute({
    id: 'releaseKey',
    method: 'POST',
    path: '/agent/v1/releases/{releaseId}/key',
    summary:
      'The content key, sealed to the agent; needs a live identity, enough trust and a directive for the release',
    tag,
    access: 'agent',
    params: z.strictObject({ releaseId }),
    body: z.strictObject({
      packageDigest: digest,
      nonce: z.string().min(22).max(64).describe('128 random bits or more'),
    }),
    success: {
      status: 200,
      body: z.object({
        context: keyReleaseContext,
        sealed: z.string().describe('HPKE encapsulation and ciphertext, base64'),
      }),
    },
    errors: ['identity_refused', 'key_release_refused', 'not_found'],
  }),
};
