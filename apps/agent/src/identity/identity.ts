import { agentSettings, publisherKey } from '@tensorguard/contract';
import { z } from 'zod';

const secretKey = z.strictObject({
  kind: z.literal('tensorguard-recipient-key-v1'),
  visibility: z.literal('private'),
  xWing: z.string().max(100),
});
const pem = z.string().min(1).max(20_000);
const millis = z.number().int();

/** Keys that were made before the platform was asked; a retry uses the same ones. */
const pendingIdentity = z.strictObject({
  v: z.literal(1),
  state: z.literal('pending'),
  privateKeyPem: pem,
  recipientKey: secretKey,
});

/** An identity that the platform gave. Times are milliseconds since the epoch. */
const activeIdentity = z.strictObject({
  v: z.literal(1),
  state: z.literal('active'),
  agentId: z.string().max(80),
  tenantId: z.string().max(80),
  fleetId: z.string().max(80),
  spiffeId: z.string().max(2048),
  privateKeyPem: pem,
  certificateChainPem: pem,
  trustBundlePem: pem,
  notBefore: millis,
  notAfter: millis,
  recipientKey: secretKey,
  directiveKeys: z.array(publisherKey).max(16),
  settings: agentSettings,
});

/** What is left of an identity that the platform revoked: no keys. */
const revokedIdentity = z.strictObject({
  v: z.literal(1),
  state: z.literal('revoked'),
  agentId: z.string().max(80),
  tenantId: z.string().max(80),
  revokedAt: z.iso.datetime(),
});

/** What the identity file holds. */
export const storedIdentity = z.discriminatedUnion('state', [pendingIdentity, activeIdentity, revokedIdentity]);
export type StoredIdentity = z.infer<typeof storedIdentity>;
export type PendingIdentity = z.infer<typeof pendingIdentity>;
export type ActiveIdentity = z.infer<typeof activeIdentity>;
export type RevokedIdentity = z.infer<typeof revokedIdentity>;
