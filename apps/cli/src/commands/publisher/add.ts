import { operatorRoutes } from '@tensorguard/contract';
import { signingKeyId } from '@tensorguard/tgsp';
import { defineCommand } from '../../command/command-spec.ts';
import { requiredText } from '../../command/option.ts';
import { formatTime } from '../../output/format.ts';
import { readSigningPublicKey } from '../package/key-files.ts';

export const publisherAddCommand = defineCommand({
  name: 'add',
  summary: 'Trust the packages of a publisher',
  examples: ['tensorguard publisher add "Acme models" --key keys/acme.signing.pub.json'],
  prints: 'data',
  api: true,
  args: { name: { help: 'Name of the publisher' } },
  options: { key: requiredText('file', 'Its public signing key', { completes: 'file' }) },
  async run({ api, args, options, output, path }) {
    const key = await readSigningPublicKey(path(options.key));
    const { ed25519, mlDsa65 } = key;
    const publisher = await (
      await api()
    ).call(operatorRoutes.createPublisher, {
      body: { name: args.name, publicKey: { keyId: signingKeyId(key), ed25519, mlDsa65 } },
    });
    output.details(publisher, () => [
      ['Publisher', publisher.name],
      ['Id', publisher.id],
      ['Key id', publisher.keyId],
      ['Since', formatTime(publisher.createdAt)],
    ]);
  },
});
