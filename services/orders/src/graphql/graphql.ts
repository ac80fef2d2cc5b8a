import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Platform } from '@sidecart/platform';
import { createSchema, createYoga } from 'graphql-yoga';
import type { OrdersTx } from '../store/client.js';
import { createContext, type GraphQLContext } from './context.js';
import { createMaskError } from './errors.js';
import { limits } from './limits.js';
import { resolvers } from './resolvers.js';
import { typeDefs } from './type-defs.js';

/** Answers requests to `/graphql`. */
export type GraphQLHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the GraphQL interface. In production it shows neither its schema nor the page to try it on. */
export function createGraphQL(
  platform: Pick<Platform<OrdersTx>, 'database' | 'log'>,
  { NODE_ENV, BODY_LIMIT_KB }: { readonly NODE_ENV?: string | undefined; readonly BODY_LIMIT_KB: number },
): GraphQLHandler {
  const production = NODE_ENV === 'production';
  const yoga = createYoga({
    schema: createSchema<GraphQLContext>({ typeDefs, resolvers }),
    context: () => createContext(platform),
    maskedErrors: { maskError: createMaskError(platform.log) },
    plugins: limits(production),
    maxRequestBodySize: BODY_LIMIT_KB * 1024,
    // Kept by their text, and whoever asks chooses the text: a thousand large ones would stay in memory.
    parserAndValidationCache: false,
    graphiql: !production,
    ...{ landingPage: false, logging: false, cors: false, multipart: false },
  });
  return async (request, response) => {
    await yoga(request, response);
  };
}
