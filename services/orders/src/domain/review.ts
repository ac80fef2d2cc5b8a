import type { OrderStatus } from '@sidecart/contracts';

/** How a review ended. `expired`: nobody decided in time; `cancelled`: the customer was quicker. */
export type ReviewDecision = 'approve' | 'reject' | 'expired' | 'cancelled';

/** A flagged order's review as it stands, and its order. */
export interface ReviewState {
  readonly decision: ReviewDecision | undefined;
  readonly expiresAt: Date;
  readonly orderStatus: OrderStatus;
}

/** What is to be done about a human's decision. */
export type ReviewVerdict =
  | { readonly type: 'record' | 'repeat' }
  /** The first decision stands, the time is up, or somebody has ended the order. */
  | { readonly type: 'refuse'; readonly why: 'REVIEW_CLOSED' | 'REVIEW_EXPIRED' | 'NOT_IN_REVIEW' };

/** Decides about a human's decision: the first one stands, and only while the order waits for it and its time is not up. */
export function judgeReview({ decision, expiresAt, orderStatus }: ReviewState, wanted: 'approve' | 'reject', now: Date): ReviewVerdict {
  if (decision !== undefined) return decision === wanted ? { type: 'repeat' } : { type: 'refuse', why: 'REVIEW_CLOSED' };
  if (orderStatus !== 'IN_REVIEW') return { type: 'refuse', why: 'NOT_IN_REVIEW' };
  return now < expiresAt ? { type: 'record' } : { type: 'refuse', why: 'REVIEW_EXPIRED' };
}
