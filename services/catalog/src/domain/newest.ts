/** Something that is told of a SKU, anew with each version. */
export interface Versioned {
  readonly sku: string;
  /** The higher one is the newer. */
  readonly version: number;
}

/** The newest of each SKU, whatever order they came in: one statement cannot write a row twice. */
export function newest<Update extends Versioned>(updates: readonly Update[]): readonly Update[] {
  const bySku = new Map<string, Update>();
  for (const update of updates) {
    const known = bySku.get(update.sku);
    if (known === undefined || known.version < update.version) bySku.set(update.sku, update);
  }
  return [...bySku.values()];
}
