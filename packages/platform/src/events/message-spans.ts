import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import { withFlow, type FlowContext } from '../runtime/context.js';
import { flowAttributes } from '../runtime/flow-attributes.js';
import { idsOf } from '../runtime/flow-ids.js';
import type { PlatformEvent } from './event.js';
import { contextOf, failSpan, inSpan, traceparentOf } from './trace.js';

/** What the spans need to know of an event. */
type Told = Pick<PlatformEvent, 'id' | 'type' | 'correlationid' | 'data'>;
/** What can be done with a message, by the conventions. */
type Operation = 'create' | 'send' | 'process';

/**
 * Makes the span of an event's making and resolves to its traceparent, which goes with the event: all that becomes of the
 * event hangs below this span, however much later, so that the wait in the outbox shows as the gap between them.
 */
export function traceCreation(event: Told): string | undefined {
  const parent = context.active();
  const span = trace.getTracer('sidecart').startSpan(`create ${event.type}`, { kind: SpanKind.PRODUCER }, parent);
  if (!isSpanContextValid(span.spanContext())) return undefined;
  // What a span says is put together only where somebody keeps it: an event without a trace is to cost nothing.
  if (span.isRecording()) span.setAttributes({ ...operationOn('create', event.type), ...namesOf(event) });
  span.end();
  return traceparentOf(trace.setSpan(parent, span));
}

/**
 * Runs the sending of one batch in a span linked to the events it sends. It hangs below the first of them whose trace is kept:
 * a trace of its own would show in no order's, and be kept or not by a coin of its own. Where none is kept, there is no span.
 */
export function inSendSpan<R>(topic: string, events: readonly PlatformEvent[], work: () => Promise<R>): Promise<R> {
  const kept = events.flatMap(({ traceparent }) => sampledContext(traceparent) ?? []);
  const [first] = kept;
  if (first === undefined) return work();
  const attributes = { ...operationOn('send', topic), 'messaging.batch.message_count': events.length };
  const settings = {
    kind: SpanKind.CLIENT,
    parent: trace.setSpanContext(ROOT_CONTEXT, first),
    links: kept.map((of) => ({ context: of })),
    attributes,
  };
  return withFlow(sharedFlow(events), () => inSpan(`send ${topic}`, settings, work));
}

/** The spans of one batch's events, under way. */
export interface ProcessSpans {
  /** In which context to work for an event; none where nothing is traced. */
  readonly contexts: ReadonlyMap<PlatformEvent, Context>;
  fail(error: unknown): void;
  end(): void;
}

/** One span an event, a child of its making's and linked to the delivery it came with: one trace follows a sale through every hop. */
export function startProcessSpans(consumer: string, events: readonly PlatformEvent[]): ProcessSpans {
  const tracer = trace.getTracer('sidecart');
  const delivery = trace.getActiveSpan();
  delivery?.setAttributes(flowAttributes(sharedFlow(events)));
  const options = { kind: SpanKind.CONSUMER, ...(delivery === undefined ? {} : { links: [{ context: delivery.spanContext() }] }) };
  const contexts = new Map<PlatformEvent, Context>();
  const spans = events.flatMap((event) => {
    const parent = contextOf(event.traceparent);
    const span = tracer.startSpan(`process ${event.type}`, options, parent);
    if (!isSpanContextValid(span.spanContext())) return [];
    if (span.isRecording())
      span.setAttributes({ ...operationOn('process', event.type), 'messaging.consumer.group.name': consumer, ...namesOf(event) });
    contexts.set(event, trace.setSpan(parent, span));
    return span;
  });
  return { contexts, fail: (error) => spans.forEach((span) => failSpan(span, error)), end: () => spans.forEach((span) => span.end()) };
}

/** The flow that all these events are part of; empty where they differ. */
export function sharedFlow(events: readonly Told[]): FlowContext {
  const [first] = events;
  if (first === undefined || events.some(({ correlationid }) => correlationid !== first.correlationid)) return {};
  return { correlationId: first.correlationid };
}

/** The system is the one this code talks to; which broker stands behind the sidecar it does not know. */
function operationOn(operation: Operation, topic: string): Attributes {
  return {
    'messaging.system': 'dapr',
    'messaging.operation.type': operation,
    'messaging.operation.name': operation,
    'messaging.destination.name': topic,
  };
}

function namesOf(event: Told): Attributes {
  const { correlationid: correlationId } = event;
  return {
    'messaging.message.id': event.id,
    'messaging.message.conversation_id': correlationId,
    ...flowAttributes({ correlationId, ...idsOf(event.data) }),
  };
}

function sampledContext(traceparent: string | undefined): SpanContext | undefined {
  const found = trace.getSpanContext(contextOf(traceparent));
  return found !== undefined && isSpanContextValid(found) && (found.traceFlags & TraceFlags.SAMPLED) !== 0 ? found : undefined;
}
