import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../runtime/logging.js';
import { createLoop, type Loop } from '../runtime/loop.js';
import type { DaprClient } from './types.js';

const LOOK_EVERY_MS = 5_000;
const LONGEST_MS = 60_000;
/** Until a sidecar that was asked to end takes no new connection. */
const CLOSING_MS = 1_000;

/**
 * A sidecar that starts while its broker is away comes up without the broker's components and never loads
 * them later. The guard sees that in the sidecar's metadata and asks it to end, less and less often; whoever
 * started it (launcher, kubelet) starts it again. Invocation works all the while. A sidecar ends only once nobody holds a
 * stream of it any more, so whoever does lets go then (`onEnding`).
 */
export function createSidecarGuard(deps: { dapr: DaprClient; required: readonly string[]; log: Logger; onEnding?: (() => void) | undefined }): Loop {
  let waitMs = LOOK_EVERY_MS;
  return createLoop({
    name: 'sidecar-guard',
    log: deps.log,
    run: async (signal) => {
      if (!(await deps.dapr.healthy())) return LOOK_EVERY_MS;
      const loaded = new Set(await deps.dapr.components());
      const missing = deps.required.filter((name) => !loaded.has(name));
      if (missing.length === 0) {
        waitMs = LOOK_EVERY_MS;
        return LOOK_EVERY_MS;
      }
      deps.log.warn({ missing, nextInMs: waitMs }, 'the sidecar started without its broker; asking it to start again');
      await deps.dapr.shutdown();
      await sleep(CLOSING_MS, undefined, { signal }).catch(() => undefined);
      deps.onEnding?.();
      const wait = waitMs;
      waitMs = Math.min(LONGEST_MS, waitMs * 2);
      return wait;
    },
  });
}
