import { withFlow, type Money, type Platform } from '@sidecart/platform';
import type { FailureReason, PaymentReference } from '../domain/payment.js';
import type { ProviderAdapter } from '../provider/provider-adapter.js';
import type { PaymentTx } from '../store/client.js';
import { isTombstoned } from '../store/tombstone-store.js';

/** What a capture would be asked for with. */
export interface CheckCommand {
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
  readonly reference: PaymentReference;
}

/** Says why a capture would be refused; undefined where nothing is known against it. Changes nothing anywhere. */
export type CheckPayment = (command: CheckCommand) => Promise<FailureReason | undefined>;

const CALL_MS = 5_000;
const VOIDED: FailureReason = { code: 'PAYMENT_VOIDED', message: 'The payment under this key was voided.' };

/** Makes it. Throws Unavailable where the provider does not say. */
export function createCheckPayment({ database }: Platform<PaymentTx>, provider: ProviderAdapter): CheckPayment {
  return async ({ key, amount, cardToken, reference }) => {
    if (await database.transaction((tx) => isTombstoned(tx, key))) return VOIDED;
    if (amount.minor === 0) return undefined;
    const flow = reference.type === 'order' ? { orderId: reference.id } : { checkoutSessionId: reference.id };
    return withFlow(flow, () => provider.check(amount, cardToken, AbortSignal.timeout(CALL_MS)));
  };
}
