import type { FaultEffect, Faults } from '../faults/types.js';
import { Unavailable } from '../runtime/errors.js';

/** Switches in memory: they do at once what a test sets. */
export interface FakeFaults extends Faults {
  /** The effect by operation; `slow` has none here but that the call is recorded. */
  readonly effects: Map<string, FaultEffect>;
  readonly applied: { readonly operation: string; readonly orderId: string | undefined }[];
}

/** Makes switches in memory, for `createService(…, { faults })`. */
export function fakeFaults(): FakeFaults {
  const fake: FakeFaults = {
    effects: new Map(),
    applied: [],
    apply: (operation, orderId) => {
      fake.applied.push({ operation, orderId });
      const effect = fake.effects.get(operation);
      if (effect === 'fail') return Promise.reject(new Unavailable('FAULT_INJECTED', `${operation} fails because a test switched it so`));
      return Promise.resolve(effect === 'decline' ? effect : undefined);
    },
  };
  return fake;
}
