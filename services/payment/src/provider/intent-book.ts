/** What is remembered under a key: the PaymentIntent that stands for it, and whether the key is barred. */
export interface RememberedIntent {
  readonly intentId: string | undefined;
  readonly barred: boolean;
}

/**
 * Which PaymentIntent stands for a key, for ever: Stripe forgets an idempotency key after a day. Each method is a transaction of
 * its own; a PaymentIntent is remembered before it is confirmed, so what is not remembered holds no money.
 */
export interface IntentBook {
  find(key: string): Promise<RememberedIntent | undefined>;
  /** The PaymentIntents of those keys that have one, by key. */
  findMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Remembers a PaymentIntent; where the key has one already, that one stays. */
  remember(key: string, intentId: string): Promise<RememberedIntent>;
  /** Bars a key: no PaymentIntent under it is confirmed any more. */
  bar(key: string): Promise<RememberedIntent>;
}
