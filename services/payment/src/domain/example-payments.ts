import type { Payment, Refund } from './payment.js';

/** A pending payment of 25.00 EUR, for tests. */
export function pendingPayment(changes: Partial<Payment> = {}): Payment {
  return {
    id: '0191d1f4-8c3a-7b11-9d6e-000000000003',
    key: 'session-1-1',
    requestHash: 'hash-1',
    reference: { type: 'checkout_session', id: '0191d1f4-8c3a-7b11-9d6e-000000000002' },
    orderId: undefined,
    path: 'checkout',
    amount: { minor: 2500, currency: 'EUR' },
    status: 'PENDING',
    capture: undefined,
    decline: undefined,
    refundClaimedMinor: 0,
    refundedMinor: 0,
    createdAt: new Date('2026-03-14T09:26:53.589Z'),
    ...changes,
  };
}

/** The same payment, captured; for tests. */
export function capturedPayment(changes: Partial<Payment> = {}): Payment {
  const capture = { id: 'ch_1', card: { brand: 'visa', last4: '4242' }, at: new Date('2026-03-14T09:26:54.000Z') };
  return pendingPayment({ status: 'CAPTURED', capture, ...changes });
}

/** A pending refund of the payment above; for tests. */
export function pendingRefund(minor: number, changes: Partial<Refund> = {}): Refund {
  return {
    id: `refund-of-${minor}`,
    paymentId: pendingPayment().id,
    origin: { type: 'refund', key: 'refund-1', requestHash: 'refund-hash-1' },
    amount: { minor, currency: 'EUR' },
    reason: 'Damaged.',
    status: 'PENDING',
    refusalReason: undefined,
    ...changes,
  };
}
