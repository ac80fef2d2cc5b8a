import { Conflict, NotFound, type Platform } from '@sidecart/platform';
import { judgeReview, type ReviewState, type ReviewVerdict } from '../domain/review.js';
import type { OrdersTx } from '../store/client.js';
import { lockOrders } from '../store/order-store.js';
import { decideReview, findReview, type Review } from '../store/review-store.js';
import type { ApplyFacts } from './apply-facts.js';
import { RAISE_EVENT, type RaisePayload } from './cancel-order.js';

/** What a human decides about a flagged order. */
export interface ReviewCommand {
  readonly orderId: string;
  readonly decision: 'approve' | 'reject';
  readonly reviewer: string;
  readonly reason: string;
}

/** Decides about a flagged order; resolves to its review. */
export type ReviewOrder = (command: ReviewCommand) => Promise<Review>;

/**
 * Puts the decision on record, where the first one stands, and wakes the order's workflow. Deciding the same again changes
 * nothing. Throws NotFound, Conflict REVIEW_CLOSED, REVIEW_EXPIRED, NOT_IN_REVIEW.
 */
export function createReviewOrder({ database, clock, intents }: Platform<OrdersTx>, applyFacts: ApplyFacts): ReviewOrder {
  return ({ orderId, decision, reviewer, reason }) =>
    database.transaction(async (tx) => {
      const order = (await lockOrders(tx, [orderId])).get(orderId);
      const review = await findReview(tx, orderId);
      if (order === undefined || review === undefined) throw new NotFound('review of order', orderId);
      const now = clock.now();
      const state = { ...review, orderStatus: order.status };
      const verdict = judgeReview(state, decision, now);
      if (verdict.type === 'refuse') throw refusal(verdict.why, state);
      if (verdict.type === 'repeat') return review;
      // The workflow does not lock the order to close its review, so its word may come in between: that one stands then.
      if (!(await decideReview(tx, orderId, { decision, reviewer, reason, now }))) {
        throw refusal('REVIEW_CLOSED', { ...state, ...(await findReview(tx, orderId)) });
      }
      const payload: RaisePayload = { orderId, event: 'review', data: { decision } };
      await intents.enqueue(tx, { kind: RAISE_EVENT, key: `review:${orderId}`, payload });
      const line = { kind: 'decision' as const, name: decision, detail: { reviewer, reason }, at: now };
      await applyFacts(tx, [{ orderId, fact: { type: 'noted' }, line }]);
      return { ...review, decision, reviewer, reason, decidedAt: now };
    });
}

function refusal(why: Extract<ReviewVerdict, { type: 'refuse' }>['why'], { decision, expiresAt, orderStatus }: ReviewState): Conflict {
  switch (why) {
    case 'REVIEW_CLOSED':
      return new Conflict(why, `the review has ended as ${String(decision)}`, { details: { decision } });
    case 'REVIEW_EXPIRED':
      return new Conflict(why, 'the time for a decision is up; the order is being rejected', { details: { expiresAt: expiresAt.toISOString() } });
    case 'NOT_IN_REVIEW':
      return new Conflict(why, `the order is ${orderStatus}; nobody waits for a decision about it`, { details: { orderStatus } });
  }
}
