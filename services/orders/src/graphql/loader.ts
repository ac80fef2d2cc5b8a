/** Collects the keys asked for until the event loop turns, and loads them by one call: a field of a list costs one query, not one an item. */
export function createLoader<Key, Value>(load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>): (key: Key) => Promise<Value | undefined> {
  let batch: { readonly keys: Set<Key>; readonly values: Promise<ReadonlyMap<Key, Value>> } | undefined;
  const begin = () => {
    const keys = new Set<Key>();
    const values = new Promise((turn) => setImmediate(turn)).then(() => {
      batch = undefined;
      return load([...keys]);
    });
    return { keys, values };
  };
  return async (key) => {
    const mine = (batch ??= begin());
    mine.keys.add(key);
    return (await mine.values).get(key);
  };
}
