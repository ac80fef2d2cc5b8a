import type { Logger } from './logging.js';

/** A background loop that never overlaps itself. */
export interface Loop {
  readonly name: string;
  start(): void;
  /** Runs the next round now instead of waiting out the delay. */
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

/** Makes a loop. Failing rounds wait 200 ms, doubling to 30 s, with jitter so that replicas do not come back in step. */
export function createLoop(settings: LoopSettings): Loop {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let woken = false;
  let interrupt: (() => void) | undefined;
  const wake = (): void => {
    woken = true;
    interrupt?.();
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken || ms <= 0 || stopping.signal.aborted) {
        // A round that asks for the next at once must still let timers and sockets have their turn.
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const rounds = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      woken = false;
      let delay: number;
      try {
        delay = await settings.run(stopping.signal);
        failures = 0;
      } catch (error) {
        failures += 1;
        delay = backOff(failures);
        if (!stopping.signal.aborted) settings.log.warn({ err: error, loop: settings.name, failures, retryInMs: delay }, 'loop round failed');
      }
      await pause(delay);
      interrupt = undefined;
    }
  };
  return {
    name: settings.name,
    start: () => {
      running ??= rounds();
    },
    wake,
    stop: async () => {
      stopping.abort();
      interrupt?.();
      await running;
    },
  };
}

/** Doubling from 200 ms to 30 s, each ± 25 %; milliseconds. */
function backOff(failures: number): number {
  const wait = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(wait * (0.75 + Math.random() / 2));
}
