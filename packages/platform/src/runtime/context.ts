import { AsyncLocalStorage } from 'node:async_hooks';

/** What follows a request or an event through every await: each log line and each event published takes it along. */
export interface FlowContext {
  readonly correlationId?: string;
  /** Id of the event being handled. */
  readonly causationId?: string;
  readonly orderId?: string;
  readonly orderNumber?: string;
  readonly eventId?: string;
  readonly checkoutSessionId?: string;
  readonly requestId?: string;
  /** Of the trace that a request or event came with; where this process traces itself, its spans know better. */
  readonly traceId?: string;
}

const storage = new AsyncLocalStorage<FlowContext>();

/** The fields of the flow under way; empty outside of one. */
export function currentFlow(): FlowContext {
  return storage.getStore() ?? {};
}

/** Runs `work` with `fields` added to the flow. */
export function withFlow<R>(fields: FlowContext, work: () => R): R {
  return storage.run({ ...currentFlow(), ...fields }, work);
}
