import { registry, type OrdersOrderFailed } from '@sidecart/contracts';
import fc from 'fast-check';
import { reasonCode, textLine } from './text-line';

const failed = (reason: OrdersOrderFailed['reason']): unknown => ({
  ...{ orderId: '0191d1f4-8c3a-7b11-9d6e-000000000006', orderNumber: 'OR-00000042', path: 'orchestration', status: 'FAILED', reason },
  ...{ customer: { id: 'customer-17', email: 'ada@example.com' }, items: [{ sku: 'MUG-BLUE', quantity: 2 }], failedAt: '2026-03-14T09:26:53.589Z' },
});
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.string({ unit: fc.constantFrom('\u0000', '\n', ' ', '\ud83d', '\ude00', '😀', 'x'), maxLength: 500 }),
);

test('when a reason is made of any words whatever, then the contract of a failed order takes it', () => {
  fc.assert(
    fc.property(anyText, anyText, (code, message) => {
      const reason = { code: reasonCode(code), message: textLine(message, 'It was refused.') };
      expect(registry.newest('orders.order.failed', 1)!.validate(failed(reason))).toEqual([]);
    }),
  );
});

test('when it fits already, then it is left as it is', () => {
  expect(textLine('The issuer declined the card.', '-')).toBe('The issuer declined the card.');
  expect(reasonCode('CARD_DECLINED')).toBe('CARD_DECLINED');
});

test.each([undefined, null, 7, '', 'lower_case', '1ST', 'A'.repeat(65), { code: 'X' }])('when the code is %p, then it is none', (code) => {
  expect(reasonCode(code)).toBe('REFUSED');
});
