// Installs the programs outside npm that tests use, those that are missing: `node scripts/services/install.ts [name...]`.
import { installServices, SYSTEM_SERVICES, TestkitError, type SystemService } from '@tensorguard/testkit';

const known = Object.keys(SYSTEM_SERVICES) as SystemService[];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name as SystemService));
if (unknown.length > 0) {
  fail(`unknown service: ${unknown.join(', ')} (known: ${known.join(', ')})`);
} else {
  await install(asked.length > 0 ? (asked as SystemService[]) : known);
}

async function install(services: readonly SystemService[]): Promise<void> {
  try {
    const installed = await installServices(services);
    process.stdout.write(installed.length > 0 ? `installed: ${installed.join(', ')}\n` : 'nothing is missing\n');
  } catch (error) {
    if (!(error instanceof TestkitError)) throw error;
    fail(error.message);
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
