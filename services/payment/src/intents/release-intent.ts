import type { IntentKind, Intents, PlatformEvent } from '@sidecart/platform';
import type { PricingGateway } from '../gateways/pricing-gateway.js';
import type { PaymentTx } from '../store/client.js';

/** The intent to release the quote of an order that is not paid for, or of the checkout session it was sold in. */
export interface ReleasePayload {
  readonly referenceId: string;
  readonly orderId: string;
}

const releaseKind = 'release-quote';

/** Stores the intent to release the quote of an order. One a quote: whoever asks second finds it there. */
export async function enqueueRelease(
  intents: Intents<PaymentTx>,
  tx: PaymentTx,
  { orderId, referenceId = orderId }: { readonly orderId: string; readonly referenceId?: string | undefined },
  cause?: PlatformEvent,
): Promise<void> {
  const payload: ReleasePayload = { referenceId, orderId };
  await intents.enqueue(tx, { kind: releaseKind, key: referenceId, payload, ...(cause && { cause }) });
}

/** Has the coupon of an order given back that is not paid for, and goes on asking until pricing has done it. */
export function createReleaseIntent(pricing: PricingGateway): IntentKind<ReleasePayload, 'released', PaymentTx> {
  return {
    kind: releaseKind,
    async call({ payload }, { signal }) {
      await pricing.release(payload.referenceId, signal);
      return 'released';
    },
    settle: () => Promise.resolve(),
  };
}
