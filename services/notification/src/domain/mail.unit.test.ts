import { decideResend, mailStatuses, planMail, sendingKey, type Mail, type WantedMail } from './mail';

const DAY_MS = 86_400_000;
const now = new Date('2026-01-08T00:00:00.000Z');
const wanted: WantedMail = {
  ...{ orderId: '0191d1f4-8c3a-7b11-9d6e-000000000006', kind: 'order_completed', orderNumber: 'OR-00000042', customerId: 'customer-17' },
  ...{ content: { items: [] }, happenedAt: new Date('2026-01-01T00:00:00.000Z') },
};
const plan = (maxAgeMs: number): Mail => planMail(wanted, 'the-id', now, maxAgeMs);

test('when what happened is not older than the limit, then a mail is to be sent', () => {
  const { happenedAt, ...about } = wanted;
  expect(happenedAt).toBeDefined();
  expect(plan(7 * DAY_MS)).toEqual({ ...about, id: 'the-id', status: 'PENDING', reason: undefined, round: 1, createdAt: now, sentAt: undefined });
});

test('when it is older by a millisecond, then the mail is skipped, with the reason', () => {
  expect(plan(7 * DAY_MS - 1)).toMatchObject({ status: 'SKIPPED', reason: 'TOO_OLD' });
});

test('when a mail is sent for the first time, then its key is order and kind; later rounds have keys of their own', () => {
  expect([1, 2, 3].map((round) => sendingKey({ ...wanted, round }))).toEqual([
    `${wanted.orderId}:order_completed`,
    `${wanted.orderId}:order_completed:2`,
    `${wanted.orderId}:order_completed:3`,
  ]);
});

test('when a mail is to be sent again, then a failed one is, a sent or skipped one when forced, one on its way never', () => {
  const outcome = (forced: boolean) =>
    mailStatuses.map((status) => {
      const decision = decideResend({ ...plan(DAY_MS), status, reason: 'why', round: 4 }, forced);
      return decision.type === 'refuse' ? decision.why : `${decision.mail.status} ${decision.mail.round} ${String(decision.mail.reason)}`;
    });
  expect(outcome(false)).toEqual(['MAIL_PENDING', 'MAIL_SENT', 'PENDING 5 undefined', 'MAIL_SKIPPED']);
  expect(outcome(true)).toEqual(['MAIL_PENDING', 'PENDING 5 undefined', 'PENDING 5 undefined', 'PENDING 5 undefined']);
});
