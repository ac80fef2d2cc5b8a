import type { Money } from '@sidecart/contracts';
import { AppError } from '@sidecart/platform';
import type { Order } from '../../domain/order.js';
import type { Answer } from '../../remote/ask.js';
import type { Patience } from '../../remote/services.js';
import { done, livingStep, recordStep, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Confirms the quote, then captures its total under the order's one payment key, and records that the order is paid. */
export const createProcessPayment = (parts: ActivityParts): Activity<StepInput, { readonly paymentId: string }> =>
  livingStep(parts, async (order, wait) => {
    const { total, status, progress, content } = order;
    const isOpen = status === 'PENDING' || status === 'IN_REVIEW';
    if (!isOpen && progress.paymentId !== undefined) return done({ paymentId: progress.paymentId });
    if (total === undefined) throw new AppError('NOT_PRICED', 'the order has no price yet');
    // An event may have told of the capture before its answer came: the money is there, and only the order does not show it.
    const payment = progress.paymentId === undefined ? await capture(parts, order, total, wait) : done({ id: progress.paymentId });
    if (!payment.ok) return payment;
    const paymentId = payment.value.id;
    await recordStep(parts, content.id, { type: 'paid', paymentId, total, by: 'workflow' });
    return done({ paymentId });
  });

async function capture({ services }: ActivityParts, order: Order, total: Money, wait: Patience): Promise<Answer<{ readonly id: string }>> {
  const quote = await services.confirmQuote(order, wait);
  return quote.ok ? services.charge(order, total, wait) : quote;
}
