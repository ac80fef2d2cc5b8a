import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, Unavailable, type DaprClient, type InvokeRequest } from '@sidecart/platform';
import { reasonCode, textLine } from '../domain/text-line.js';

/** A service's definite answer: what was asked for, or a refusal that no repetition changes. */
export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: string; readonly message: string };

/** A definite refusal, in words that fit into an event whoever said them. */
export const refusal = (code: unknown, message: unknown): Answer<never> => ({
  ok: false,
  code: reasonCode(code),
  message: textLine(typeof message === 'string' ? message : '', 'It was refused.'),
});

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
  /** The reason behind a refused payment. */
  readonly reason?: { readonly code?: unknown; readonly message?: unknown };
}

/** Answers that say nothing about the matter, only about the request or whoever sent it. */
const ownFaults: ReadonlySet<number> = new Set([400, 401, 403, 405, 406, 413, 415]);

/**
 * Asks another service once; its own retries are the caller's business. A request that is itself at fault is refused as
 * REQUEST_REFUSED: it had no effect, and no repetition helps. Throws Unavailable where the outcome is unknown: nobody
 * answered, or the answer is "not yet" (202, or one that says when to ask again).
 */
export async function ask<Value>(dapr: DaprClient, appId: string, request: InvokeRequest): Promise<Answer<Value>> {
  const { status, headers, body } = await dapr.invoke<(Value & Problem) | undefined>(appId, { attempts: 1, ...request });
  const isRefusal = status >= 300;
  if (status === 202 || (isRefusal && headers['retry-after'] !== undefined)) {
    throw new Unavailable('OUTCOME_UNKNOWN', `${appId} does not know the outcome yet`);
  }
  if (!isRefusal) return { ok: true, value: body as Value };
  const { code, detail, reason } = body ?? {};
  const words = typeof detail === 'string' ? detail : `${appId} answered ${status}`;
  if (ownFaults.has(status)) return refusal('REQUEST_REFUSED', `${appId} did not take the request: ${reasonCode(code)}, ${words}`);
  return refusal(reason?.code ?? code, reason?.message ?? words);
}

const ASK_AGAIN_AFTER_MS = 500;

/** The same, asked again as long as the answer is "not yet" and the deadline leaves time. */
export async function askUntilKnown<Value>(
  dapr: DaprClient,
  appId: string,
  request: InvokeRequest & { readonly deadlineMs: number },
): Promise<Answer<Value>> {
  const until = performance.now() + request.deadlineMs;
  for (;;) {
    try {
      return await ask<Value>(dapr, appId, { ...request, deadlineMs: Math.max(1, until - performance.now()) });
    } catch (error) {
      const isOpen = error instanceof AppError && error.code === 'OUTCOME_UNKNOWN';
      if (!isOpen || performance.now() + 2 * ASK_AGAIN_AFTER_MS > until) throw error;
      await sleep(ASK_AGAIN_AFTER_MS, undefined, request.signal === undefined ? {} : { signal: request.signal });
    }
  }
}
