import type { Server } from 'node:https';
import type { Clock, Logger } from '@tensorguard/core';
import type { Authority, ServerNames } from './authority.ts';

/** How often the age of the certificate is looked at, milliseconds. */
const CHECK_MS = 600_000;

/** Gives a TLS server a certificate and a new one at half-life, without a restart. */
export async function keepServerCertificate(options: {
  readonly server: Server;
  readonly authority: Authority;
  readonly names: ServerNames;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<{ stop: () => void }> {
  const { server, authority, names, clock, logger } = options;
  let renewAt = 0;
  const renew = async (): Promise<void> => {
    if (clock.now() < renewAt) return;
    const { certificate, privateKeyPem } = await authority.issueServerCertificate(names);
    server.setSecureContext({
      cert: certificate.chainPem,
      key: privateKeyPem,
      ca: authority.rootPem,
      minVersion: 'TLSv1.3',
    });
    renewAt = (certificate.notBefore + certificate.notAfter) / 2;
  };
  await renew();
  const timer = setInterval(() => {
    renew().catch((error: unknown) => logger.error('server_certificate_not_renewed', { error }));
  }, CHECK_MS).unref();
  return { stop: () => clearInterval(timer) };
}
