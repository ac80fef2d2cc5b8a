import { currentFlow } from '../runtime/context.js';
import { correlationBaggage } from '../http/baggage.js';
import { Unavailable } from '../runtime/errors.js';
import { JSON_TYPE, parseBody, type Send } from './transport.js';
import type { InvokeRequest, InvokeResponse } from './types.js';

const DEADLINE_MS = 5_000;
/** Enough to outlast a sidecar that starts again; the deadline ends it earlier. */
const ATTEMPTS = 20;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1_000;

/** Calls another service, again within the deadline where the call may be repeated. */
export async function invoke<Body>(send: Send, appId: string, call: InvokeRequest): Promise<InvokeResponse<Body>> {
  const repeatable = call.method === 'GET' || call.idempotencyKey !== undefined;
  const attempts = repeatable ? (call.attempts ?? ATTEMPTS) : 1;
  const deadline = performance.now() + (call.deadlineMs ?? DEADLINE_MS);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await invokeOnce<Body>(send, appId, call, deadline - performance.now());
    } catch (error) {
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
      if (attempt >= attempts || call.signal?.aborted === true || performance.now() + wait >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

async function invokeOnce<Body>(send: Send, appId: string, call: InvokeRequest, timeoutMs: number): Promise<InvokeResponse<Body>> {
  const { correlationId } = currentFlow();
  const headers = {
    ...(call.body === undefined ? {} : JSON_TYPE),
    ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    // The trace is added by the instrumentation of the HTTP client, with the span of this very call.
    ...(correlationId === undefined ? {} : { 'x-correlation-id': correlationId, baggage: correlationBaggage(correlationId) }),
    ...call.headers,
  };
  const answer = await send({
    method: call.method,
    path: `/v1.0/invoke/${encodeURIComponent(appId)}/method${call.path}`,
    headers,
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    timeoutMs,
    signal: call.signal,
  });
  if (answer.status >= 500 || answer.status === 429) {
    throw new Unavailable('INVOCATION_FAILED', `${appId} answered ${call.method} ${call.path} with ${answer.status}`);
  }
  return { status: answer.status, headers: answer.headers, body: parseBody(answer.text) as Body };
}
