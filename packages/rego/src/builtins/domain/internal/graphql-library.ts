import { createRequire } from 'node:module';
import type * as GraphQL from 'graphql';

let library: typeof GraphQL | undefined;

/** The `graphql` library, which is loaded at the first use. */
export function graphqlLibrary(): typeof GraphQL {
  return (library ??= createRequire(import.meta.url)('graphql') as typeof GraphQL);
}
