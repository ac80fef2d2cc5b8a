import { AppError } from '../runtime/errors.js';

/** What a switched operation does: waits and goes on, fails as an outage would, or is refused for good. */
export type FaultEffect = 'slow' | 'fail' | 'decline';

/** One switch. Without `orderId` and `share` it hits every order. */
export interface FaultRule {
  readonly operation: string;
  readonly effect: FaultEffect;
  /** Only `slow`: milliseconds, at most 60,000. Default 3,000. */
  readonly delayMs?: number;
  /** Only this order. */
  readonly orderId?: string;
  /** This part of the orders, 0 to 1: the same orders every time. */
  readonly share?: number;
  /** ISO instant from which the rule no longer holds. */
  readonly until?: string;
}

/** Faults of downstream operations, switched on by an operator outside production. */
export interface Faults {
  /**
   * Lets the switched faults of an operation happen: waits when it is slow, throws Unavailable FAULT_INJECTED when it fails,
   * resolves to `decline` when the service is to refuse for good. Resolves to undefined at once where nothing is switched.
   */
  apply(operation: string, orderId: string | undefined): Promise<'decline' | undefined>;
}

/** Fault switches are off in this service (HTTP 404). */
export class FaultsOff extends AppError {
  constructor() {
    super('FAULTS_OFF', 'fault switches are off here: start the service with FAULTS=on (never with NODE_ENV=production)');
  }
}

/** What a service that must not fail on purpose gets. */
export const noFaults: Faults = { apply: () => Promise.resolve(undefined) };
