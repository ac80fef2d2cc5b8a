import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { currentFlow } from './context.js';
import { flowAttributes } from './flow-attributes.js';
import { redact } from './logging.js';

/** Puts the flow's ids on each span as it starts, and masks personal data as it ends; must come before what exports. */
export function createSpanMarker(): SpanProcessor {
  return {
    onStart: mark,
    onEnd: maskSpan,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

/** What the span says of itself stands: one made for an event of a batch knows better than the flow around the batch. */
function mark(span: Span): void {
  for (const [name, value] of Object.entries(flowAttributes(currentFlow()))) {
    if (value !== undefined && !(name in span.attributes)) span.setAttribute(name, value);
  }
}

/** A URL, a statement or an error's text may hold what somebody typed. An ended span is closed to its API, hence the writes. */
function maskSpan(span: ReadableSpan): void {
  mask(span.attributes);
  for (const { attributes } of span.events) mask(attributes ?? {});
  const { status } = span;
  if (status.message !== undefined) Object.assign(status, { message: redact(status.message) });
}

function mask(attributes: Attributes): void {
  Object.assign(attributes, redact(attributes));
}
