import type { FlowContext } from './context.js';

interface Named {
  readonly orderId?: unknown;
  readonly orderNumber?: unknown;
  readonly checkoutSessionId?: unknown;
  readonly order?: { readonly id?: unknown; readonly orderNumber?: unknown } | null;
}

/** An id longer than this is none, and would only fill the logs. */
const LONGEST_ID = 256;

/** The order and session an event's data or an intent's payload is about, for the logs; only what is there as text. */
export function idsOf(data: unknown): Pick<FlowContext, 'orderId' | 'orderNumber' | 'checkoutSessionId'> {
  if (typeof data !== 'object' || data === null) return {};
  const { orderId, orderNumber, checkoutSessionId, order } = data as Named;
  return {
    ...text('orderId', orderId ?? order?.id),
    ...text('orderNumber', orderNumber ?? order?.orderNumber),
    ...text('checkoutSessionId', checkoutSessionId),
  };
}

/** The trace a traceparent names, for the logs; empty where it names none. */
export function traceOf(traceparent: unknown): Pick<FlowContext, 'traceId'> {
  const traceId = typeof traceparent === 'string' ? /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent)?.[1] : undefined;
  return traceId === undefined || /^0+$/.test(traceId) ? {} : { traceId };
}

/** The flow of whatever is done for an event; only what is there as text, for it may be an event that breaks its contract. */
export function flowOf(event: unknown): FlowContext {
  if (typeof event !== 'object' || event === null) return {};
  const { id, correlationid, traceparent, data } = event as Readonly<Record<string, unknown>>;
  return {
    ...text('correlationId', correlationid),
    ...text('causationId', id),
    ...text('eventId', id),
    ...traceOf(traceparent),
    ...idsOf(data),
  };
}

function text<Name extends string>(name: Name, value: unknown): { readonly [key in Name]?: string } {
  return typeof value === 'string' && value.length <= LONGEST_ID ? ({ [name]: value } as { [key in Name]: string }) : {};
}
