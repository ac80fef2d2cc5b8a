/** Does work one piece after the other, in the order it came. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Makes a queue of its own. A piece that fails fails alone. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
