import { topics } from '@sidecart/contracts';
import { AppError, NotFound, type NewEvent } from '@sidecart/platform';
import { isDead, type Order } from '../../domain/order.js';
import { reasonCode, textLine } from '../../domain/text-line.js';
import type { Score } from '../../remote/services.js';
import type { OrdersTx } from '../../store/client.js';
import { lockOrders } from '../../store/order-store.js';
import { decideReview, findReview, openReview, type NewReview, type ReviewDecision } from '../../store/review-store.js';
import { done, type Activity, type ActivityParts, type StepInput } from './parts.js';

/** Puts a flagged order in the review queue and tells so. Resolves to how long it may still wait there, milliseconds. */
export const createRequestReview =
  (parts: ActivityParts): Activity<StepInput & { readonly risk: Score }, { readonly waitMs: number }> =>
  async ({ orderId, risk }) => {
    const { platform, clock } = parts;
    const expiresAt = await platform.database.transaction(async (tx) => {
      const order = (await lockOrders(tx, [orderId])).get(orderId);
      if (order === undefined) throw new NotFound('order', orderId);
      const known = await findReview(tx, orderId);
      if (known !== undefined) return known.expiresAt;
      // Nobody has to look at what somebody else has ended.
      if (isDead(order.status)) return clock.now();
      return (await request(parts, tx, order, risk)).expiresAt;
    });
    return done({ waitMs: Math.max(0, expiresAt.getTime() - clock.now().getTime()) });
  };

async function request({ platform, clock, applyFacts, reviewLimitMs }: ActivityParts, tx: OrdersTx, order: Order, risk: Score): Promise<NewReview> {
  const { total, content } = order;
  if (total === undefined) throw new AppError('NOT_PRICED', 'the order has no price yet');
  const now = clock.now();
  const orderId = content.id;
  const reasons = risk.reasons.slice(0, MOST_REASONS).map(({ code, message }) => ({ code: reasonCode(code), message: textLine(message, code) }));
  const score = Math.min(100, Math.max(0, risk.score));
  const review = { orderId, score, reasons, total, requestedAt: now, expiresAt: new Date(now.getTime() + reviewLimitMs) };
  await openReview(tx, review);
  const line = { kind: 'decision' as const, name: 'review requested', detail: { score, reasons }, at: now };
  await applyFacts(tx, [{ orderId, fact: { type: 'flagged' }, line }]);
  await platform.publisher.publish(tx, requested(order, review));
  return review;
}

const MOST_REASONS = 100;

function requested({ content, correlationId }: Order, { requestedAt, expiresAt, orderId, ...review }: NewReview): NewEvent {
  const { orderNumber, customer } = content;
  const times = { requestedAt: requestedAt.toISOString(), expiresAt: expiresAt.toISOString() };
  return {
    topic: topics.ordersReviewRequested,
    subject: orderId,
    data: { orderId, orderNumber, path: 'orchestration', customerId: customer.id, ...review, ...times },
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/**
 * Ends a review that is still open, and resolves to how it ended. The row decides, not the order of events and timers: a
 * human who was quicker than the time limit is heard.
 */
export const createCloseReview =
  ({ platform, clock }: ActivityParts): Activity<StepInput & { readonly as: 'expired' | 'cancelled' }, { readonly decision: ReviewDecision }> =>
  async ({ orderId, as }) => {
    const decision = await platform.database.transaction(async (tx) => {
      await decideReview(tx, orderId, { decision: as, now: clock.now() });
      return (await findReview(tx, orderId))?.decision ?? as;
    });
    return done({ decision });
  };
