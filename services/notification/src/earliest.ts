/** The earlier of when an event was published and when it says it happened: some are said again, or filled in, long after. */
export const earliest = (...times: readonly string[]): Date => new Date(Math.min(...times.map((time) => Date.parse(time))));
