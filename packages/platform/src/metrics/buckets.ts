/** From an event to its effect, seconds. An alert asks how many took longer than 0.1 s, so that must be a bound. */
export const LATENCIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Of an answer to a request, seconds. */
export const ANSWERS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Of one attempt of an activity, seconds. */
export const ATTEMPTS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Events in a batch. */
export const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200];
