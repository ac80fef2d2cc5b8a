import type { Database } from '../database/tx.js';
import type { Route } from '../http/types.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logging.js';
import { faultRoutes, offRoutes } from './fault-routes.js';
import { createFaultStore } from './fault-store.js';
import { createFaults } from './faults.js';
import { noFaults, type Faults } from './types.js';

/** The switches of one service, on or off. */
export interface FaultParts {
  readonly faults: Faults;
  routes(operations: readonly string[]): readonly Route[];
  close(): Promise<void>;
}

/** Wires the switches; off, they touch neither database nor clock. `own` takes their place in tests. */
export function wireFaults(on: boolean, deps: { database: Database; clock: Clock; log: Logger; own?: Faults | undefined }): FaultParts {
  if (!on) return { faults: deps.own ?? noFaults, routes: offRoutes, close: () => Promise.resolve() };
  const faults = createFaults({ store: createFaultStore(deps.database), clock: deps.clock, log: deps.log });
  return { faults: deps.own ?? faults, routes: (operations) => faultRoutes(faults, operations), close: () => faults.close() };
}
