/** The time, injected so that windows, leases and deadlines can be tested. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
