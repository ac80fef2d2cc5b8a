import { Pool } from 'undici';
import { Unavailable } from '../runtime/errors.js';

/** An answer of the sidecar, whatever its status. */
export interface SidecarAnswer {
  readonly status: number;
  readonly text: string;
}

/** The sidecar's HTTP API. `call` throws Unavailable when no answer comes in time. */
export interface SidecarHttp {
  call(
    method: 'GET' | 'POST',
    path: string,
    options: { readonly timeoutMs: number; readonly body?: string; readonly signal?: AbortSignal },
  ): Promise<SidecarAnswer>;
  close(): Promise<void>;
}

/** Makes a client of the sidecar's HTTP API. */
export function createSidecarHttp(settings: { host?: string | undefined; httpPort: number; apiToken?: string | undefined }): SidecarHttp {
  const pool = new Pool(`http://${settings.host ?? '127.0.0.1'}:${settings.httpPort}`, { connections: 16, keepAliveTimeout: 30_000 });
  const token = settings.apiToken === undefined ? {} : { 'dapr-api-token': settings.apiToken };
  return {
    async call(method, path, { timeoutMs, body, signal }) {
      const headers = { ...token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await pool.request({
          method,
          path,
          headers,
          body: body ?? null,
          signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        });
        return { status: answer.statusCode, text: await answer.body.text() };
      } catch (error) {
        throw new Unavailable('WORKFLOW_ENGINE_UNAVAILABLE', `the sidecar did not answer ${method} ${path}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    },
    close: () => pool.close(),
  };
}
