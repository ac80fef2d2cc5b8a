import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../runtime/clock.js';
import { Unavailable } from '../runtime/errors.js';
import type { Logger } from '../runtime/logging.js';
import type { FaultStore } from './fault-store.js';
import { hits } from './match-fault.js';
import type { FaultRule, Faults } from './types.js';

/** What the switches are made of. */
export interface FaultsSettings {
  readonly store: FaultStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Switches with their operator's side. */
export interface SwitchedFaults extends Faults {
  /** As stored; those whose time is over included. */
  list(): Promise<readonly FaultRule[]>;
  /** Holds here at once, in other replicas within 250 ms. */
  replace(rules: readonly FaultRule[]): Promise<void>;
  /** Ends every wait under way: the operation goes on. */
  close(): Promise<void>;
}

const FRESH_MS = 250;
const DEFAULT_DELAY_MS = 3_000;

/** Makes the switches over a store. */
export function createFaults({ store, clock, log }: FaultsSettings): SwitchedFaults {
  const closing = new AbortController();
  const rules = cached(store, log);
  const happen = async (rule: FaultRule, orderId: string | undefined): Promise<'decline' | undefined> => {
    log.warn({ fault: rule, orderId }, 'fault injected');
    if (rule.effect === 'decline') return 'decline';
    if (rule.effect === 'fail') throw new Unavailable('FAULT_INJECTED', `${rule.operation} fails because an operator switched it so`);
    await sleep(rule.delayMs ?? DEFAULT_DELAY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    return undefined;
  };
  return {
    async apply(operation, orderId) {
      const listed = await rules.get();
      for (const rule of listed) {
        if (!hits(rule, { operation, orderId }, clock.now(), Math.random())) continue;
        const answer = await happen(rule, orderId);
        if (answer !== undefined) return answer;
      }
      return undefined;
    },
    list: () => store.read(),
    async replace(next) {
      await store.replace(next);
      rules.forget();
    },
    async close() {
      closing.abort();
      await store.close();
    },
  };
}

/** The rules as read at most 250 ms ago, by one query at a time. A database that is away leaves the last ones in force. */
function cached(store: FaultStore, log: Logger) {
  let last: readonly FaultRule[] = [];
  let reading: Promise<readonly FaultRule[]> | undefined;
  let startedAt = 0;
  const read = async (): Promise<readonly FaultRule[]> => {
    try {
      last = await store.read();
    } catch (error) {
      log.warn({ err: error }, 'fault switches cannot be read; the last ones stay in force');
    }
    return last;
  };
  return {
    get(): Promise<readonly FaultRule[]> {
      // The age counts from the start of the query: what is put in its midst must be seen soon after.
      if (reading === undefined || performance.now() - startedAt > FRESH_MS) {
        startedAt = performance.now();
        reading = read();
      }
      return reading;
    },
    forget(): void {
      reading = undefined;
    },
  };
}
