import { operatorRoutes } from '@tensorguard/contract';
import { createApiSession } from '../../api/api-session.ts';
import { defineCommand } from '../../command/command-spec.ts';
import { flag, requiredText } from '../../command/option.ts';
import { checkUrl, writeLogin } from '../../connection.ts';
import { CliError } from '../../errors.ts';
import { askSecret, readSecret } from '../../input/secret.ts';

export const loginCommand = defineCommand({
  name: 'login',
  summary: 'Remember a platform and an API token for the commands that follow',
  details:
    'The token is typed, or read from standard input with --token-stdin. It is tried before it is stored in a file that ' +
    'only you can read. Make a token on the console, or with `tensorguard token create`.',
  examples: [
    'tensorguard login --url https://guard.example',
    'tensorguard login --url https://guard.example --token-stdin < token.txt',
  ],
  prints: 'data',
  options: {
    url: requiredText('url', 'Address of the platform'),
    tokenStdin: flag('Read the token from standard input'),
    allowHttp: flag('Send the token over plain http to another machine'),
  },
  async run({ options, io, output }) {
    const url = checkUrl(options.url, options.allowHttp);
    const token = (options.tokenStdin ? await readSecret(io) : await askSecret(io, 'API token: ')).trim();
    if (token === '') throw new CliError('input_invalid', 'the token is empty');
    const api = createApiSession({ url, token, source: 'login' });
    const { user, tenant } = await api.call(operatorRoutes.getSession, {});
    const file = await writeLogin(io.env, { url, token });
    output.result({ url, file, user, tenant }, () => `Signed in to ${url} as ${user.name}, tenant ${tenant.name}`);
  },
});
