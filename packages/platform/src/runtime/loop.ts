import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logging.js';

/** A background loop that never overlaps itself. */
export interface Loop {
  readonly name: string;
  start(): void;
  /** Runs the next round now instead of waiting out the delay; after a failed round, twice a second at most. */
  wake(): void;
  /** Resolves once the round under way has ended; no further one starts. */
  stop(): Promise<void>;
}

/** What a loop is made of. */
export interface LoopSettings {
  readonly name: string;
  readonly log: Logger;
  /** One round. Resolves to the milliseconds until the next; a rejection is logged and backed off. */
  run(signal: AbortSignal): Promise<number>;
}

const FIRST_BACK_OFF_MS = 200;
const LONGEST_BACK_OFF_MS = 30_000;
/** Work that arrives in an outage wakes the loop all the time, and would undo its back-off. */
const SHORTEST_WOKEN_BACK_OFF_MS = 500;

/** Makes a loop. Failing rounds wait 200 ms, doubling to 30 s, with jitter so that replicas do not come back in step. */
export function createLoop(settings: LoopSettings): Loop {
  const stopping = new AbortController();
  const pause = createPause(stopping.signal);
  let running: Promise<void> | undefined;
  return {
    name: settings.name,
    start: () => {
      running ??= runRounds(settings, pause, stopping.signal);
    },
    wake: () => pause.wake(),
    stop: async () => {
      stopping.abort();
      pause.wake();
      await running;
    },
  };
}

async function runRounds(settings: LoopSettings, pause: Pause, stopping: AbortSignal): Promise<void> {
  let failures = 0;
  while (!stopping.aborted) {
    pause.reset();
    let delay: number;
    try {
      delay = await settings.run(stopping);
      failures = 0;
    } catch (error) {
      failures += 1;
      delay = backOff(failures);
      settings.log.warn({ err: error, loop: settings.name, failures, retryInMs: delay }, 'loop round failed');
      const deaf = Math.min(delay, SHORTEST_WOKEN_BACK_OFF_MS);
      await pause.waitOut(deaf);
      delay -= deaf;
    }
    await pause.wait(delay);
  }
}

/** The wait between two rounds, which can be cut short. */
interface Pause {
  /** Forgets earlier wakes: the round that begins now sees what they were about. */
  reset(): void;
  wake(): void;
  wait(ms: number): Promise<void>;
  /** The same, cut short by nothing but the end of the loop. */
  waitOut(ms: number): Promise<void>;
}

function createPause(stopping: AbortSignal): Pause {
  let woken = false;
  let interrupt: (() => void) | undefined;
  return {
    reset: () => {
      woken = false;
      interrupt = undefined;
    },
    wake: () => {
      woken = true;
      interrupt?.();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        if (woken || ms <= 0 || stopping.aborted) {
          // A round that asks for the next at once must still let timers and sockets have their turn.
          setImmediate(resolve);
          return;
        }
        const timer = setTimeout(resolve, ms);
        interrupt = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    waitOut: (ms) => sleep(ms, undefined, { signal: stopping }).catch(() => undefined),
  };
}

/** Doubling from 200 ms to 30 s, each ± 25 %; milliseconds. */
function backOff(failures: number): number {
  const wait = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(wait * (0.75 + Math.random() / 2));
}
