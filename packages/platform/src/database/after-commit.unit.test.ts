import { afterCommit, committing } from './after-commit.js';

/** A transaction that ends as told, and says when. */
const transaction =
  (told: string[], commits = true) =>
  async (work: (tx: object) => Promise<string>): Promise<string> => {
    const result = await work({});
    if (!commits) throw new Error('rolled back');
    told.push('committed');
    return result;
  };

test('when a transaction commits, then what waited for that runs afterwards, in order and once', async () => {
  const told: string[] = [];
  const result = await committing(transaction(told), (tx) => {
    afterCommit(tx, () => told.push('first'));
    afterCommit(tx, () => told.push('second'));
    return Promise.resolve('result');
  });
  expect([result, ...told]).toEqual(['result', 'committed', 'first', 'second']);
});

test('when it rolls back, because of its work or in its commit, then nothing runs', async () => {
  const told: string[] = [];
  const waiting = (tx: object) => afterCommit(tx, () => told.push('ran'));
  const failing = committing(transaction(told), (tx) => (waiting(tx), Promise.reject(new Error('no'))));
  await expect(failing).rejects.toThrow('no');
  await expect(committing(transaction(told, false), (tx) => (waiting(tx), Promise.resolve('')))).rejects.toThrow('rolled back');
  expect(told).toEqual([]);
});

test('when there is no transaction, then whoever wants to wait for its commit is told so', () => {
  expect(() => afterCommit({}, () => undefined)).toThrow('not inside a transaction');
});
