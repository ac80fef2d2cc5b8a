import type { Pool } from 'undici';
import { Unavailable } from '../runtime/errors.js';

/** What the sidecar answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** One request to the sidecar. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Makes one request. Throws Unavailable SIDECAR_UNAVAILABLE when no answer comes in time. */
export type Send = (call: Call) => Promise<Answer>;

/** Content type of a JSON body. */
export const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends one request over `pool`. */
export async function request(pool: Pool, token: string | undefined, call: Call): Promise<Answer> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(call.timeoutMs)));
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  try {
    const { statusCode, headers, body } = await pool.request({
      method: call.method,
      path: call.path,
      headers: { ...call.headers, ...(token === undefined ? {} : { 'dapr-api-token': token }) },
      body: call.body ?? null,
      signal,
    });
    return { status: statusCode, headers: flat(headers), text: await body.text() };
  } catch (error) {
    throw new Unavailable('SIDECAR_UNAVAILABLE', `the sidecar did not answer ${call.method} ${call.path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

/** Throws Unavailable SIDECAR_REFUSED unless the answer is a 2xx. */
export function expectOk(answer: Answer, what: string): Answer {
  if (answer.status < 300) return answer;
  throw new Unavailable('SIDECAR_REFUSED', `the sidecar answered ${what} with ${answer.status}: ${answer.text.slice(0, 300)}`);
}

/** JSON where it is JSON, else the text; undefined for none. */
export function parseBody(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
