import { z } from 'zod';
import { publisherKey } from '../operator/releases.ts';
import { digest, releaseId, rolloutId, tenantId, timestamp } from '../primitives.ts';

/** Payload type of a signed directive (DSSE). */
export const DIRECTIVE_PAYLOAD_TYPE = 'application/vnd.tensorguard.directive.v1+json';

/**
 * What the platform orders a cohort to run. Signed (Ed25519 + ML-DSA-65), numbered without reuse within a tenant's line, and
 * expiring: an agent never follows a number lower than one it has seen, nor an expired one (REL-5).
 */
export const directiveSchema = z
  .strictObject({
    v: z.literal(1),
    tenantId,
    line: z.string().min(1).max(80).describe('Package line'),
    number: z.int().min(1).describe('Grows with each directive of the line'),
    rolloutId,
    stage: z.int().min(0).describe('Stage that it was issued for'),
    release: z
      .strictObject({
        id: releaseId,
        number: z.int().min(1).describe('Release number'),
        digest,
        sizeBytes: z.number().int().min(1).describe('Size of the package'),
        publisher: publisherKey.describe('The key that must have signed the package'),
      })
      .nullable()
      .describe('What to run; null: nothing any more'),
    issuedAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: 'Directive' });
export type Directive = z.infer<typeof directiveSchema>;

/** A DSSE-style envelope with hybrid signatures. */
export const signedEnvelope = z
  .strictObject({
    payloadType: z.string().describe('What the payload is'),
    payload: z.string().describe('Canonical JSON, base64'),
    signatures: z
      .array(
        z.strictObject({
          keyid: z.string().describe('Id of the hybrid key'),
          algorithm: z.string().describe('ed25519 or ml-dsa-65'),
          sig: z.string().describe('Signature, base64'),
        }),
      )
      .max(4)
      .describe('One of each algorithm'),
  })
  .meta({ id: 'SignedEnvelope' });
export type SignedEnvelope = z.infer<typeof signedEnvelope>;
