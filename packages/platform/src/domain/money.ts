/**
 * An amount of money: `minor` is an integer count of the currency's smallest unit (cents for EUR),
 * `currency` an ISO 4217 code. Money is never a floating-point number.
 */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Builds a Money. Throws RangeError unless `minor` is a safe integer and `currency` three capitals. */
export function money(minor: number, currency: string): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not a safe integer of minor units: ${minor}`);
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`not an ISO 4217 code: ${currency}`);
  return { minor, currency };
}

/** Sum of two amounts of one currency. Throws RangeError when the currencies differ. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${a.currency} and ${b.currency}`);
  return money(a.minor + b.minor, a.currency);
}

/** `unit` times an integer quantity; exact. Throws RangeError for a fraction or an overflow. */
export function multiplyMoney(unit: Money, quantity: number): Money {
  if (!Number.isSafeInteger(quantity)) throw new RangeError(`not an integer quantity: ${quantity}`);
  return money(unit.minor * quantity, unit.currency);
}

/**
 * `basisPoints` hundredths of a per cent of an amount, rounded half to even, so that rounding has
 * no drift over many orders. Computed on BigInt: exact for every safe integer.
 */
export function percentOfMoney(amount: Money, basisPoints: number): Money {
  if (!Number.isSafeInteger(basisPoints)) throw new RangeError(`not integer basis points: ${basisPoints}`);
  return money(Number(divideHalfEven(BigInt(amount.minor) * BigInt(basisPoints), 10_000n)), amount.currency);
}

/** Integer division rounding half to even; `divisor` must be positive. */
function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const roundsAway = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!roundsAway) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}
