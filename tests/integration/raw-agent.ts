import { createPrivateKey, type KeyObject } from 'node:crypto';
import { request } from 'node:https';
import { PROBLEM_MEDIA_TYPE, type AgentFacts } from '@tensorguard/contract';
import { createCsr, exportPrivateKeyPem, generateKeyPair, type CsrOptions } from '@tensorguard/pki';
import { generateRecipientKey } from '@tensorguard/tgsp';

/** What a client shows to the agents' port. */
export interface ClientIdentity {
  readonly key: string;
  readonly cert: string;
}

/** An answer of the agents' port, body parsed. */
export interface RawAnswer {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request on the agents' port over `node:https`, by nothing of the agent's own code. */
export function agentRequest(
  url: string,
  options: { method?: string; body?: unknown; identity?: ClientIdentity; ca?: string } = {},
): Promise<RawAnswer> {
  const { method = 'GET', body, identity, ca } = options;
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const trust = ca === undefined ? { rejectUnauthorized: false } : { ca };
    const call = request(url, { method, headers, agent: false, ...trust, ...identity }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const mediaType = response.headers['content-type'];
        const isJson = mediaType === 'application/json' || mediaType === PROBLEM_MEDIA_TYPE;
        resolve({
          status: response.statusCode ?? 0,
          mediaType,
          body: isJson ? (JSON.parse(text) as RawAnswer['body']) : {},
        });
      });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Somebody who asks for an identity. */
export interface Applicant {
  readonly privateKey: KeyObject;
  readonly privateKeyPem: string;
  readonly recipientKey: string;
}

/** Makes the keys of an applicant. */
export async function newApplicant(): Promise<Applicant> {
  const { privateKey } = await generateKeyPair();
  const privateKeyPem = exportPrivateKeyPem(privateKey);
  const { publicKey } = await generateRecipientKey();
  return { privateKey: createPrivateKey(privateKeyPem), privateKeyPem, recipientKey: publicKey.xWing };
}

/** Asks for an identity as an agent would, with a certificate request that may ask for names. */
export function enrolRaw(
  agentUrl: string,
  joinToken: string,
  applicant: Applicant,
  names: Omit<CsrOptions, 'keyPair'> = {},
): Promise<RawAnswer> {
  const csr = createCsr({ keyPair: { privateKey: applicant.privateKey }, ...names }).pem;
  const body = { joinToken, name: 'raw agent', csr, recipientKey: applicant.recipientKey, facts: FACTS };
  return agentRequest(`${agentUrl}/agent/v1/enrol`, { method: 'POST', body });
}

const FACTS: AgentFacts = {
  hostname: 'edge.example',
  platform: 'linux',
  osRelease: '6.1',
  architecture: 'x64',
  cpuModel: 'test',
  cpuCount: 1,
  memoryBytes: 1e9,
  agentVersion: '0.1.0',
  runtimeVersion: '1.0.0',
};
