import { Unavailable, type DaprClient, type InvokeRequest, type InvokeResponse } from '@sidecart/platform';
import { reasonFrom } from '../domain/failure-reason.js';
import type { FailureReason } from '../domain/payment.js';

/** Another service's definite answer: what was asked for, or a refusal that no repetition changes. */
export type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: FailureReason };

/** One question to another service. */
export interface Question {
  readonly app: string;
  readonly path: string;
  readonly body?: unknown;
  readonly key: string;
  readonly signal: AbortSignal;
}

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
}

const DEADLINE_MS = 3_000;

/**
 * Asks another service once; the intent asks again. Throws Unavailable where the outcome is unknown: nobody answered, or the
 * answer says nothing about the matter itself (a malformed request, a missing token, a route that is not there).
 */
export async function ask<Value>(dapr: DaprClient, { app, path, body, key, signal }: Question): Promise<Answer<Value>> {
  const request: InvokeRequest = { method: 'POST', path, body, idempotencyKey: key, attempts: 1, deadlineMs: DEADLINE_MS, signal };
  const answer = await dapr.invoke<Value & Problem>(app, request);
  if (answer.status === 200 || answer.status === 201) return { ok: true, value: answer.body };
  if (!isRefusal(answer)) throw new Unavailable('OUTCOME_UNKNOWN', `${app} answered ${path} with ${answer.status}`);
  const { code, detail } = answer.body as Problem;
  return { ok: false, reason: reasonFrom(code, detail, { code: `${app.toUpperCase()}_REFUSED`, message: `${app} refused the order.` }) };
}

function isRefusal({ status, body, headers }: InvokeResponse<Problem | undefined>): boolean {
  if (headers['retry-after'] !== undefined) return false;
  return status === 409 || status === 422 || (status === 404 && body?.code === 'NOT_FOUND');
}
