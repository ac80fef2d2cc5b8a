import type { FailureReason } from '@sidecart/contracts';
import type { CallContext, Database, Intent, IntentKind } from '@sidecart/platform';
import { requestVoid } from '../store/attempt-store.js';
import type { CheckoutTx } from '../store/client.js';
import type { PaymentGateway } from './payment-gateway.js';
import type { Settlement } from './settlement.js';
import { CAPTURE_KIND, type CaptureOutcome, type CapturePayload } from './types.js';

/** What the intent kind stands on. */
export interface CaptureDeps {
  readonly database: Database<CheckoutTx>;
  readonly payments: PaymentGateway;
  readonly settlement: Settlement;
  /** An outcome still unknown after this time is voided, milliseconds. */
  readonly deadlineMs: number;
}

const DEADLINE_PASSED: FailureReason = { code: 'CAPTURE_DEADLINE_PASSED', message: 'The payment was not confirmed in time and has been undone.' };
const VOIDED_BEFORE: FailureReason = { code: 'PAYMENT_VOIDED', message: 'The payment had been undone before.' };

/**
 * Takes a session's money under the attempt's own key. The request itself, a repetition and the recovery
 * of a crashed replica are one and the same call; once the deadline has passed the key is voided
 * instead, so that a customer who has long gone away is not charged.
 */
export function createCaptureIntent(deps: CaptureDeps): IntentKind<CapturePayload, CaptureOutcome, CheckoutTx> {
  return {
    kind: CAPTURE_KIND,
    async call(intent, context) {
      if (context.now.getTime() - intent.createdAt.getTime() >= deps.deadlineMs) return undo(deps, intent, DEADLINE_PASSED, context);
      const answer = await deps.payments.capture(intent.payload, context.signal);
      if (answer.type === 'voided') return { type: 'voided', reason: VOIDED_BEFORE };
      if (answer.type !== 'unclear') return answer;
      context.log.error({ code: answer.code, checkoutSessionId: intent.payload.sessionId }, 'payment refused a capture request; voiding its key');
      return undo(deps, intent, { code: 'PAYMENT_REFUSED', message: 'The payment could not be made and has been undone.' }, context);
    },
    settle: (tx, intent, outcome) => deps.settlement.settle(tx, intent, outcome),
    redact: ({ providerKey, sessionId, attempt, amount }) => ({ providerKey, sessionId, attempt, amount }),
  };
}

async function undo(deps: CaptureDeps, intent: Intent<CapturePayload>, reason: FailureReason, context: CallContext): Promise<CaptureOutcome> {
  const { sessionId, attempt, providerKey } = intent.payload;
  await deps.database.transaction((tx) => requestVoid(tx, { sessionId, attempt }, context.now));
  await deps.payments.void(providerKey, reason.message, context.signal);
  return { type: 'voided', reason };
}
