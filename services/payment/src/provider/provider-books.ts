import type { BookEntry } from '../domain/reconcile.js';

/** The provider's books, to hold ours against. Every method throws when the provider does not answer. */
export interface ProviderBooks {
  /** The captures under some keys; a key without one is absent. */
  lookUp(keys: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, BookEntry>>;
  /** Every capture made from `from` on and before `to`, page by page. */
  between(from: Date, to: Date, signal: AbortSignal): AsyncIterable<readonly BookEntry[]>;
}
