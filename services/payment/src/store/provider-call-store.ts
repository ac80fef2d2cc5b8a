import type { Clock, Database, NewId } from '@sidecart/platform';
import type { PaymentTx } from './client.js';

/** One call to the provider, as it is recorded: never with card data. */
export interface ProviderCall {
  readonly paymentId: string;
  readonly operation: 'capture' | 'find' | 'refund' | 'void';
  /** The idempotency key the provider gets. */
  readonly key: string;
}

/** The record of every call to the provider. */
export interface ProviderCalls {
  /**
   * Makes a call between two rows of its own: one before it, so that a call whose process dies has left
   * its trace, and its outcome after it. A call that throws is recorded as `unknown` and throws on.
   */
  record<Outcome>(call: ProviderCall, make: () => Promise<Outcome>, describe: (outcome: Outcome) => string): Promise<Outcome>;
}

/** Records provider calls in payment's database, each row in a transaction of its own. */
export function createProviderCalls(database: Database<PaymentTx>, clock: Clock, newId: NewId): ProviderCalls {
  const begin = (id: string, call: ProviderCall) =>
    database.transaction((tx) => tx.providerCall.create({ data: { id, ...call, startedAt: clock.now() } }));
  const finish = (id: string, outcome: string, error: string | null) =>
    database.transaction((tx) => tx.providerCall.update({ where: { id }, data: { finishedAt: clock.now(), outcome, error } }));
  return {
    async record(call, make, describe) {
      const id = newId();
      await begin(id, call);
      const outcome = await make().catch(async (error: unknown) => {
        await finish(id, 'unknown', error instanceof Error ? error.message : String(error));
        throw error;
      });
      await finish(id, describe(outcome), null);
      return outcome;
    },
  };
}
