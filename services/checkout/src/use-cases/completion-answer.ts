import { Conflict, PaymentRequired, Unprocessable, type AppError, type Money } from '@sidecart/platform';
import type { CompletionRefusal } from '../domain/completion.js';
import type { CheckoutSession, PaymentAttempt } from '../domain/session.js';

/** What `complete` answers when it does not throw. `repeated`: the sale was made by another request under another key. */
export type CompletionAnswer =
  | { readonly type: 'completed'; readonly repeated: boolean; readonly sale: CompletedSale }
  | { readonly type: 'processing'; readonly sessionId: string };

/** The sale, as the customer gets it. */
export interface CompletedSale {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly total: Money;
  readonly status: 'COMPLETED';
}

/** Seconds after which asking again is worth while. */
export const RETRY_AFTER_SECONDS = 2;

/** The answer to one attempt as it stands. Throws PaymentRequired when it was declined, Conflict when it was undone. */
export function completionAnswer(session: CheckoutSession, attempt: PaymentAttempt, own: boolean): CompletionAnswer {
  const { status, orderId, orderNumber, reason } = attempt;
  switch (status) {
    case 'OPEN':
      return { type: 'processing', sessionId: session.id };
    case 'CAPTURED':
      return { type: 'completed', repeated: !own, sale: { orderId, orderNumber, total: session.total, status: 'COMPLETED' } };
    case 'DECLINED':
      throw new PaymentRequired('PAYMENT_DECLINED', reason?.message ?? 'The payment was declined.', { details: { reason } });
    case 'VOIDED':
      throw new Conflict('PAYMENT_VOIDED', `${reason?.message ?? 'The payment was undone.'} Try again with a new Idempotency-Key.`);
  }
}

/** The error for a refusal. */
export function completionRefusal(reason: CompletionRefusal): AppError {
  switch (reason) {
    case 'IDEMPOTENCY_KEY_REUSED':
      return new Unprocessable(reason, 'this Idempotency-Key was used with another body');
    case 'COMPLETION_IN_PROGRESS':
      return new Conflict(reason, 'the session is being paid under another Idempotency-Key', {
        retryable: true,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    case 'SESSION_EXPIRED':
      return new Conflict(reason, 'the session has expired; open a new one');
  }
}
