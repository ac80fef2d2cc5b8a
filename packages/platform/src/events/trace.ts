import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
} from '@opentelemetry/api';

/**
 * The W3C traceparent of the active span; undefined when nothing is traced. What is stored keeps this much of a trace:
 * `tracestate` is a tracing system's note on one call, out of date by the time a stored thing is read.
 */
export function activeTraceparent(): string | undefined {
  return traceparentOf(context.active());
}

/** The W3C traceparent of a context's span. */
export function traceparentOf(at: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(at, carrier);
  return carrier['traceparent'];
}

/** The context a traceparent names, to be the parent of what is done for its event. */
export function contextOf(traceparent: string | undefined): Context {
  return traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
}

/** Runs `work` inside a span named `name` under the given parent; a rejection is recorded on the span. */
export async function inSpan<R>(name: string, options: SpanSettings, work: (span: Span) => Promise<R>): Promise<R> {
  const tracer = trace.getTracer('sidecart');
  const parent = options.parent ?? context.active();
  return tracer.startActiveSpan(
    name,
    { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {}, links: options.links ?? [] },
    parent,
    async (span) => {
      try {
        return await work(span);
      } catch (error) {
        failSpan(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
  );
}

/** Marks a span as failed, with `error.type` as the conventions want it: a code where the error has one, else its class. */
export function failSpan(span: Span, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const { code } = error as { readonly code?: unknown };
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.setAttribute('error.type', typeof code === 'string' ? code : name);
}

/** How a span stands to others, by OpenTelemetry's terms. */
export interface SpanSettings {
  readonly parent?: Context;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
}
