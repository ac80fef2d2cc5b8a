import { AppError, Unavailable } from '../runtime/errors.js';
import { JSON_TYPE, parseBody, type Send } from './transport.js';
import type { BindingRequest } from './types.js';

const DEADLINE_MS = 5_000;
const LONGEST_TOLD = 300;

/** Hands one operation to an output binding, once. */
export async function invokeBinding(send: Send, name: string, { operation, data, metadata, deadlineMs }: BindingRequest): Promise<unknown> {
  const answer = await send({
    method: 'POST',
    path: `/v1.0/bindings/${encodeURIComponent(name)}`,
    headers: JSON_TYPE,
    body: JSON.stringify({ operation, data, metadata }),
    timeoutMs: deadlineMs ?? DEADLINE_MS,
  });
  if (answer.status < 300) return parseBody(answer.text);
  const told = answer.text.slice(0, LONGEST_TOLD);
  const details = { status: answer.status, answer: told };
  // What stands behind the binding has no status of its own here: the sidecar answers 500 for its every refusal.
  if (answer.status >= 500 || answer.status === 429) {
    throw new Unavailable('BINDING_FAILED', `the sidecar answered ${operation} on binding ${name} with ${answer.status}: ${told}`, { details });
  }
  throw new AppError('BINDING_REFUSED', `the sidecar refused ${operation} on binding ${name} with ${answer.status}: ${told}`, { details });
}
