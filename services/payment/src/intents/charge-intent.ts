import type { CallContext, Intent, IntentKind } from '@sidecart/platform';
import { chargeOutcome, settleCharge, type ChargeOutcome } from '../domain/charge.js';
import type { OrderToCharge } from '../domain/order-charge.js';
import type { PaymentTx } from '../store/client.js';
import { lockExistingPayment, savePayment } from '../store/payment-store.js';
import { isTombstoned } from '../store/tombstone-store.js';
import { approveOrder } from './approve-order.js';
import type { ChargeParts } from './parts.js';
import { findCapture, makeCapture } from './provider-calls.js';
import { enqueueRelease } from './release-intent.js';

/** The intent to charge an order, stored with the payment's row. All but the ids is kept only until it is settled. */
export interface ChargePayload extends OrderToCharge {
  readonly paymentId: string;
  readonly key: string;
  readonly cardToken: string;
}

/** The name of charge intents; their key is the order's id. */
export const chargeKind = 'charge-order';

/**
 * Charges an order: has it priced and scored, confirms the quote and captures. Each of the calls has one effect under its key,
 * so the whole is begun anew after a crash, and asked again until every answer is definite.
 */
export function createChargeIntent(parts: ChargeParts): IntentKind<ChargePayload, ChargeOutcome, PaymentTx> {
  return {
    kind: chargeKind,
    call: (intent, context) => charge(parts, intent, context),
    async settle(tx, { payload }, outcome) {
      const now = parts.clock.now();
      const before = await lockExistingPayment(tx, payload.paymentId);
      const tombstoned = await isTombstoned(tx, payload.key);
      const { payment, facts } = settleCharge(before, { outcome, tombstoned, now });
      if (payment !== before) await savePayment(tx, payment, now);
      parts.metrics.paymentSaved(tx, before, payment);
      if (outcome.type === 'refused' || outcome.type === 'voided') await enqueueRelease(parts.intents, tx, { orderId: payload.orderId });
      await parts.publishFacts(tx, { payment, facts, key: payment.key, now, order: payload });
    },
    redact: ({ paymentId, key, orderId, orderNumber }) => ({ paymentId, key, orderId, orderNumber }),
  };
}

async function charge(parts: ChargeParts, { payload, attempt }: Intent<ChargePayload>, context: CallContext): Promise<ChargeOutcome> {
  // A dead order need not be priced any more. What an earlier attempt may have taken is for the void to give back.
  if (await parts.database.transaction((tx) => isTombstoned(tx, payload.key))) return { type: 'voided' };
  // An earlier attempt may have taken the money and lost the answer: look before anybody is asked to approve it again.
  const known = attempt > 1 ? await findCapture(parts, payload, context) : undefined;
  if (known) return chargeOutcome(known, undefined);
  const approval = await approveOrder(parts, payload, context.signal);
  if (!approval.ok) return { type: 'refused', reason: approval.reason, amount: approval.total };
  const { total: amount } = approval;
  if (amount.minor === 0) return { type: 'free', amount };
  return chargeOutcome(await makeCapture(parts, { ...payload, amount }, context), amount);
}
