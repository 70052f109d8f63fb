import { requireService } from './system-services.ts';

/** Path of an installed Chromium, for Playwright's `executablePath`. @throws TestkitError `service_missing` */
export function chromiumPath(): string {
  return requireService('chromium');
}

/** Switches that a test's Chromium needs: it runs as root in containers and must not talk to anybody on its own. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
