/** As Promise.all, but waits for the others when one fails: what they start must be known before it can be ended. */
export async function allSettled<A, B>(promises: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Runs it the first time only; each call resolves with that run. */
export function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
