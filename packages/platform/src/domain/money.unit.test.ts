import fc from 'fast-check';
import { addMoney, money, multiplyMoney, percentOfMoney } from './money';

const minor = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('money', () => {
  test('when minor units are no safe integer, then it is refused', () => {
    expect(() => money(0.1, 'EUR')).toThrow(RangeError);
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, 'EUR')).toThrow(RangeError);
    expect(() => money(1, 'eur')).toThrow(RangeError);
  });

  test('when amounts are added in any order, then the sum is the same', () => {
    fc.assert(
      fc.property(minor, minor, minor, (a, b, c) => {
        const [x, y, z] = [money(a, 'EUR'), money(b, 'EUR'), money(c, 'EUR')];
        expect(addMoney(addMoney(x, y), z)).toEqual(addMoney(x, addMoney(z, y)));
      }),
    );
  });

  test('when currencies differ, then adding is refused', () => {
    expect(() => addMoney(money(1, 'EUR'), money(1, 'USD'))).toThrow('cannot add EUR and USD');
  });

  test('when an amount is multiplied, then it equals that many additions', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 50 }), (unit, quantity) => {
        let sum = money(0, 'EUR');
        for (let i = 0; i < quantity; i += 1) sum = addMoney(sum, money(unit, 'EUR'));
        expect(multiplyMoney(money(unit, 'EUR'), quantity)).toEqual(sum);
      }),
    );
  });

  test('when a share is rounded, then it is at most half a minor unit away and halves go to even', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 0, max: 10_000 }), (amount, basisPoints) => {
        const share = percentOfMoney(money(amount, 'EUR'), basisPoints).minor;
        const error = 10_000n * BigInt(share) - BigInt(amount) * BigInt(basisPoints);
        const distance = error < 0n ? -error : error;
        expect(distance <= 5_000n).toBe(true);
        if (distance === 5_000n) expect(share % 2 === 0).toBe(true);
      }),
    );
    expect(percentOfMoney(money(250, 'EUR'), 100).minor).toBe(2);
    expect(percentOfMoney(money(350, 'EUR'), 100).minor).toBe(4);
  });
});
