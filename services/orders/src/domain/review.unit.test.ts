import fc from 'fast-check';
import { at } from '../testing/sales';
import { allStatuses } from './order-status';
import { judgeReview, type ReviewState } from './review';

const expiresAt = at('2026-03-10T12:00:00.000Z');
const inTime = at('2026-03-10T11:59:59.999Z');
const open: ReviewState = { decision: undefined, expiresAt, orderStatus: 'IN_REVIEW' };

test('when the order waits and the time is not up, then the decision is recorded; at the last moment it is too late', () => {
  expect(judgeReview(open, 'approve', inTime)).toEqual({ type: 'record' });
  expect(judgeReview(open, 'approve', expiresAt)).toEqual({ type: 'refuse', why: 'REVIEW_EXPIRED' });
});

test.each(['approve', 'reject', 'expired', 'cancelled'] as const)(
  'when it has ended as %s, then only the same decision is taken again, whenever',
  (decision) => {
    for (const wanted of ['approve', 'reject'] as const) {
      for (const now of [inTime, expiresAt]) {
        const same = decision === wanted;
        expect(judgeReview({ ...open, decision, orderStatus: 'FAILED' }, wanted, now)).toEqual(
          same ? { type: 'repeat' } : { type: 'refuse', why: 'REVIEW_CLOSED' },
        );
      }
    }
  },
);

test('when the order does not wait, then nobody decides about it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...allStatuses.filter((status) => status !== 'IN_REVIEW')), (orderStatus) => {
      expect(judgeReview({ ...open, orderStatus }, 'reject', inTime)).toEqual({ type: 'refuse', why: 'NOT_IN_REVIEW' });
    }),
  );
});
