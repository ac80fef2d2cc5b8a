import fc from 'fast-check';
import { moneyText, viewOf } from './mail-view';

test('when an amount is written, then its currency says how many digits follow the point', () => {
  const written = [
    { minor: 3025, currency: 'EUR' },
    { minor: 5, currency: 'EUR' },
    { minor: 0, currency: 'USD' },
    { minor: 1250, currency: 'JPY' },
    { minor: 1005, currency: 'KWD' },
    { minor: 123456789, currency: 'EUR' },
  ].map((money) => moneyText(money).replace(/\s/g, ' '));
  expect(written).toEqual(['€30.25', '€0.05', '$0.00', '¥1,250', 'KWD 1.005', '€1,234,567.89']);
});

test('when an amount is as large as there can be, then no digit is lost', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (minor) => {
      expect(moneyText({ minor, currency: 'EUR' }).replace(/\D/g, '')).toBe(String(minor).padStart(3, '0'));
    }),
  );
});

test('when a reason has words for customers, then they are told; a suspicion of fraud is not', () => {
  expect(viewOf({ reasonCode: 'CARD_DECLINED' }, 'OR-1').reason).toBe('Your bank declined the card.');
  for (const reasonCode of ['FRAUD_REJECTED', 'FRAUD_REVIEW', 'SOMETHING_NEW']) expect(viewOf({ reasonCode }, 'OR-1').reason).toBeNull();
});
