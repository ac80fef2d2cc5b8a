import { costLimitPlugin } from '@escape.tech/graphql-armor-cost-limit';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { NoSchemaIntrospectionCustomRule, parse, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusal } from './errors.js';

const MAX_DEPTH = 8;
const MAX_COST = 50_000;
const MAX_TOKENS = 2_000;

/** What keeps a query small before any of it is carried out. Introspection is for everywhere but production. */
export function limits(production: boolean): Plugin[] {
  return [
    tokenLimit,
    maxDepthPlugin({ n: MAX_DEPTH, ...refusing('QUERY_TOO_DEEP', `the query is more than ${MAX_DEPTH} levels deep`) }),
    costLimitPlugin({
      maxCost: MAX_COST,
      ...refusing('QUERY_TOO_COSTLY', 'the query asks for too much at once; ask for fewer orders or lines'),
    }),
    ...(production ? [noIntrospection] : []),
  ];
}

/** Fragments count as what they stand for. Reported, not thrown, so that the error has its code. */
const refusing = (code: string, message: string) => ({
  flattenFragments: true,
  propagateOnRejection: false,
  onReject: [(context: ValidationContext | null) => context?.reportError(refusal(code, message))],
});

/** The other limits stand on a parsed query; parsing has to have one too. */
const tokenLimit: Plugin = {
  onParse: ({ setParseFn }) => {
    setParseFn((source, options) => parse(source as string, { ...(options as object), maxTokens: MAX_TOKENS }));
  },
};

const noIntrospection: Plugin = { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) };
