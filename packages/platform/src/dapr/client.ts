import { Pool } from 'undici';
import { invokeBinding } from './binding.js';
import { invoke } from './invoke.js';
import { publishBulk } from './publish.js';
import { getState, saveState } from './state.js';
import { expectOk, request, type Send } from './transport.js';
import type { DaprClient } from './types.js';

/** What the client needs to reach its sidecar. */
export interface DaprClientSettings {
  readonly port: number;
  /** Default 127.0.0.1: a sidecar is always beside its service. */
  readonly host?: string;
  /** Sent as `dapr-api-token`. */
  readonly token?: string | undefined;
  readonly pubsubName: string;
}

const CONNECTIONS = 32;
const CONTROL_TIMEOUT_MS = 2_000;

/** Makes the client of a service's own sidecar, on one pool of kept-alive connections. */
export function createDaprClient(settings: DaprClientSettings): DaprClient {
  const origin = `http://${settings.host ?? '127.0.0.1'}:${settings.port}`;
  const pool = new Pool(origin, { connections: CONNECTIONS, keepAliveTimeout: 30_000 });
  const send: Send = (call) => request(pool, settings.token, call);
  return {
    invoke: (appId, call) => invoke(send, appId, call),
    invokeBinding: (name, call) => invokeBinding(send, name, call),
    publishBulk: (topic, events) => publishBulk(send, settings.pubsubName, topic, events),
    getState: (store, key) => getState(send, store, key),
    saveState: (store, key, value, etag) => saveState(send, store, key, value, etag),
    components: async () => {
      const answer = expectOk(await send({ method: 'GET', path: '/v1.0/metadata', timeoutMs: CONTROL_TIMEOUT_MS }), 'metadata');
      const { components } = JSON.parse(answer.text) as { components?: { name: string }[] };
      return (components ?? []).map(({ name }) => name);
    },
    healthy: () =>
      send({ method: 'GET', path: '/v1.0/healthz/outbound', timeoutMs: CONTROL_TIMEOUT_MS }).then(
        ({ status }) => status < 300,
        () => false,
      ),
    shutdown: async () => {
      await send({ method: 'POST', path: '/v1.0/shutdown', timeoutMs: CONTROL_TIMEOUT_MS });
    },
    close: () => pool.close(),
  };
}
