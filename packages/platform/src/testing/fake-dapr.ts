import type { BindingRequest, DaprClient, InvokeRequest, InvokeResponse, OutgoingEvent } from '../dapr/types.js';
import type { PlatformEvent } from '../events/event.js';
import { Unavailable } from '../runtime/errors.js';

/** One call made through the fake. */
export interface RecordedInvoke {
  readonly appId: string;
  readonly request: InvokeRequest;
}

/** One operation handed to a binding through the fake. */
export interface RecordedBinding {
  readonly name: string;
  readonly request: BindingRequest;
}

/** A sidecar in memory: it records what it is given and answers as told. */
export interface FakeDapr extends DaprClient {
  readonly published: PlatformEvent[];
  readonly invokes: RecordedInvoke[];
  /** Operations that succeeded, in order. */
  readonly bindings: RecordedBinding[];
  readonly state: Map<string, { value: unknown; etag: string }>;
  /** Set by a test: the answer to an invocation. Throws or returns; unset, every call is 404. */
  onInvoke: (appId: string, request: InvokeRequest) => Promise<InvokeResponse> | InvokeResponse;
  /** Set by a test: the answer of a binding. Throws or returns; unset, every operation succeeds with no answer. */
  onBinding: (name: string, request: BindingRequest) => unknown;
  /** Set by a test: the reason why an event is refused, or undefined. May throw Unavailable. */
  onPublish: (topic: string, event: PlatformEvent) => string | undefined | Promise<string | undefined>;
  /** False: every method throws Unavailable. */
  available: boolean;
}

/* eslint-disable @typescript-eslint/require-await, max-lines-per-function -- a whole interface in one place, all of it at once */
/** Makes a sidecar in memory. */
export function fakeDapr(): FakeDapr {
  const guard = (): void => {
    if (!fake.available) throw new Unavailable('SIDECAR_UNAVAILABLE', 'the sidecar does not answer');
  };
  const fake: FakeDapr = {
    published: [],
    invokes: [],
    bindings: [],
    state: new Map(),
    available: true,
    onInvoke: () => ({ status: 404, headers: {}, body: undefined }),
    onBinding: () => undefined,
    onPublish: () => undefined,
    async invoke<Body>(appId: string, request: InvokeRequest) {
      guard();
      fake.invokes.push({ appId, request });
      return (await fake.onInvoke(appId, request)) as InvokeResponse<Body>;
    },
    async invokeBinding(name: string, request: BindingRequest) {
      guard();
      const answer = await fake.onBinding(name, request);
      fake.bindings.push({ name, request });
      return answer;
    },
    async publishBulk(topic: string, events: readonly OutgoingEvent[]) {
      guard();
      const failed = new Map<string, string>();
      for (const { entryId, event } of events) {
        const reason = await fake.onPublish(topic, event as PlatformEvent);
        if (reason === undefined) fake.published.push(event as PlatformEvent);
        else failed.set(entryId, reason);
      }
      return failed;
    },
    async getState(store: string, key: string) {
      guard();
      return fake.state.get(`${store}/${key}`);
    },
    async saveState(store: string, key: string, value: unknown, expected: string | undefined) {
      guard();
      // As Redis does it: etags count a key's saves, and a save by etag is taken when the key is gone.
      const held = fake.state.get(`${store}/${key}`);
      if (held !== undefined && held.etag !== expected) return false;
      fake.state.set(`${store}/${key}`, { value, etag: String(Number(held?.etag ?? 0) + 1) });
      return true;
    },
    components: async () => (guard(), ['pubsub', 'outbox-marker']),
    healthy: async () => fake.available,
    shutdown: async () => undefined,
    close: async () => undefined,
  };
  return fake;
}
