/** What waits for each transaction under way; kept beside it, because it is the generated client's own object. */
const waiting = new WeakMap<object, (() => void)[]>();

/**
 * Runs `work` once the transaction has committed, and never if it rolls back. For what may be lost with the process, such
 * as counting; it must not throw, for nobody could take the commit back. Throws outside a transaction of `Database`.
 */
export function afterCommit(tx: object, work: () => void): void {
  const works = waiting.get(tx);
  if (works === undefined) throw new Error('not inside a transaction of the database');
  works.push(work);
}

/** Runs `work` in the transaction that `begin` makes, then what waits for its commit. */
export async function committing<T extends object, R>(begin: (work: (tx: T) => Promise<R>) => Promise<R>, work: (tx: T) => Promise<R>): Promise<R> {
  const works: (() => void)[] = [];
  const result = await begin((tx) => {
    waiting.set(tx, works);
    return work(tx);
  });
  for (const waited of works) waited();
  return result;
}
