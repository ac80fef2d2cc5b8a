import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logging.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import type { Metrics } from '../metrics/metrics.js';
import { createAttemptDurations } from './attempt-durations.js';
import type { Workflow } from './context.js';
import type { ActivityHandler, OnAttempt } from './run-activity.js';
import { createReplay, type SidecarAddress } from './sdk.js';
import { createSidecarHttp, type SidecarHttp } from './sidecar-http.js';
import { openWorker, type Worker, type WorkerSettings } from './worker.js';

/** Runs workflows and activities for the sidecar. It is a loop among a service's others. */
export interface WorkflowRuntime extends Loop {
  /** True while the sidecar can hand out work here. */
  ready(): boolean;
  /** Lets go of the sidecar, which waits for that when it ends; the next round connects anew. */
  release(): void;
}

/** What the runtime runs, and where. */
export interface WorkflowRuntimeSettings extends SidecarAddress {
  readonly httpPort: number;
  readonly log: Logger;
  readonly workflows: readonly Workflow[];
  readonly activities: readonly ActivityHandler[];
  readonly onAttempt?: OnAttempt;
  /** Gets `activity_duration_seconds`; one runtime a registry. */
  readonly metrics?: Metrics;
  readonly clock?: Clock;
  /** How long activities under way may go on after `stop`; the sidecar hands the rest out again. Default 5,000 ms. */
  readonly drainMs?: number;
}

const DRAIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
const LOOK_TIMEOUT_MS = 2_000;
/** Until it is connected; a sidecar takes some milliseconds for it. */
const FIRST_LOOKS_EVERY_MS = 100;
/** Without a worker of ours in its count for so long, the connection is there in name only. */
const LOST_AFTER_MS = 10_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

/** Makes the runtime. It starts without a sidecar, waits for one, and connects anew as often as a connection ends. */
export function createWorkflowRuntime(settings: WorkflowRuntimeSettings): WorkflowRuntime {
  const { log } = settings;
  const stopping = new AbortController();
  const http = createSidecarHttp(settings);
  const connection = createConnection(log);
  const workerSettings = workerOf(settings, stopping.signal);
  let open: Worker | undefined;
  const loop = createLoop({
    name: 'workflow-runtime',
    log,
    run: async (signal) => {
      const worker = openWorker(workerSettings);
      open = worker;
      const watching = new AbortController();
      const reason = await Promise.race([worker.ended, watched(http, AbortSignal.any([signal, watching.signal]), connection.seen)]);
      watching.abort();
      if (signal.aborted) {
        await worker.drain(settings.drainMs ?? DRAIN_MS);
        stopping.abort(new Error('the service stops'));
      }
      worker.close();
      return signal.aborted ? 0 : connection.lost(reason);
    },
  });
  return {
    name: loop.name,
    start: () => loop.start(),
    wake: () => loop.wake(),
    ready: () => connection.ready(),
    release: () => open?.close(),
    async stop() {
      await loop.stop();
      await http.close();
    },
  };
}

interface Connection {
  ready(): boolean;
  readonly seen: (connected: boolean) => void;
  /** Milliseconds until the next is to be opened. */
  lost(reason: string): number;
}

/** Keeps how the connection stands, and tells the log of changes only. */
function createConnection(log: Logger): Connection {
  let connected = false;
  let failures = 0;
  return {
    ready: () => connected,
    seen(now) {
      if (now && !connected) log.info('the sidecar hands out workflow work');
      if (now) failures = 0;
      connected = now;
    },
    lost(reason) {
      connected = false;
      failures += 1;
      const retryInMs = Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10)) * (0.75 + Math.random() / 2));
      log[failures === 1 ? 'warn' : 'debug']({ reason, retryInMs }, 'the sidecar hands out no workflow work');
      return retryInMs;
    },
  };
}

function workerOf(settings: WorkflowRuntimeSettings, stopping: AbortSignal): WorkerSettings {
  const { log, onAttempt, metrics, host, grpcPort, apiToken } = settings;
  return {
    address: { host, grpcPort, apiToken },
    replay: createReplay(settings.workflows, log),
    activities: new Map(settings.activities.map((activity) => [activity.name, activity])),
    attempts: { clock: settings.clock ?? systemClock, log, onAttempt, durations: metrics && createAttemptDurations(metrics), stopping },
    log,
  };
}

/** Resolves when the sidecar has stopped counting this worker, or `signal` aborts. A frozen sidecar ends no connection by itself. */
async function watched(http: SidecarHttp, signal: AbortSignal, onLook: (seen: boolean) => void): Promise<string> {
  let lastSeen = performance.now();
  let lookEveryMs = FIRST_LOOKS_EVERY_MS;
  while (performance.now() - lastSeen < LOST_AFTER_MS) {
    const seen = await hasWorker(http, signal);
    if (signal.aborted) return 'stopped';
    onLook(seen);
    if (seen) {
      lastSeen = performance.now();
      lookEveryMs = LOOK_EVERY_MS;
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return 'the sidecar does not know of the connection';
}

async function hasWorker(http: SidecarHttp, signal: AbortSignal): Promise<boolean> {
  try {
    const { text } = await http.call('GET', '/v1.0/metadata', { timeoutMs: LOOK_TIMEOUT_MS, signal });
    const { workflows } = JSON.parse(text) as { workflows?: { connectedWorkers?: number } };
    return (workflows?.connectedWorkers ?? 0) > 0;
  } catch {
    return false;
  }
}
