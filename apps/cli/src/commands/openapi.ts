import { agentApiRoutes, openApiDocument, operatorRoutes } from '@tensorguard/contract';
import { defineCommand } from '../command/command-spec.ts';
import { choice } from '../command/option.ts';
import { CLI_VERSION } from '../version.ts';

export const openapiCommand = defineCommand({
  name: 'openapi',
  summary: 'Print the OpenAPI 3.1 document of the API',
  details: 'Made from the same schemas that server and client use; the platform serves its own at /openapi.json.',
  examples: ['tensorguard openapi > openapi.json'],
  prints: 'document',
  options: { only: choice(['operator', 'agent'], 'Only the API of operators, or only that of agents') },
  async run({ options, output }) {
    const routes = [
      ...(options.only === 'agent' ? [] : Object.values(operatorRoutes)),
      ...(options.only === 'operator' ? [] : Object.values(agentApiRoutes)),
    ];
    const document = openApiDocument(routes, {
      title: 'TensorGuard',
      version: CLI_VERSION,
      description: 'The API of the TensorGuard platform.',
    });
    output.document(JSON.stringify(document, undefined, 2));
  },
});
