import { AppError, currentFlow, InvalidInput, Unavailable, type Logger } from '@sidecart/platform';
import { GraphQLError } from 'graphql';

/** An answer that says no, with a code for programs. */
export const refusal = (code: string, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });

/** The one mapper from errors to GraphQL's. Each has a code; what was not foreseen is logged, and says nothing of the inside. */
export function createMaskError(log: Logger) {
  return (error: unknown): GraphQLError => {
    const at = error instanceof GraphQLError ? error : undefined;
    const cause = at?.originalError ?? error;
    if (at !== undefined && (cause === at || cause instanceof GraphQLError)) return withCode(at);
    const place = { nodes: at?.nodes ?? null, path: at?.path ?? null };
    if (cause instanceof AppError) return new GraphQLError(cause.message, { ...place, extensions: extensionsOf(cause) });
    log.error({ err: cause, path: at?.path }, 'GraphQL request failed');
    const { requestId: traceId } = currentFlow();
    const message = `something failed inside; the operators find it by trace ${traceId}`;
    return new GraphQLError(message, { ...place, extensions: { code: 'INTERNAL', traceId, http: { status: 500 } } });
  };
}

/** What GraphQL itself refuses has no code of its own. */
function withCode(error: GraphQLError): GraphQLError {
  error.extensions['code'] ??= 'INVALID_INPUT';
  return error;
}

function extensionsOf(error: AppError): Readonly<Record<string, unknown>> {
  if (error instanceof InvalidInput)
    return { code: error.code, errors: error.violations.map(({ pointer, message }) => ({ pointer, detail: message })) };
  if (error instanceof Unavailable) return { code: error.code, http: { status: 503, headers: { 'retry-after': '2' } } };
  return { code: error.code };
}
