import { percentOfMoney, type Money } from '@sidecart/platform';

/** From `minQuantity` of one SKU on, `basisPoints` are taken off the whole line. */
export interface VolumeDiscount {
  readonly minQuantity: number;
  readonly basisPoints: number;
}

/**
 * The rate a quantity has earned, in basis points: the best of all steps reached, so that more never earns less however
 * the steps were entered.
 */
export function volumeRate(discounts: readonly VolumeDiscount[], quantity: number): number {
  return discounts.filter(({ minQuantity }) => minQuantity <= quantity).reduce((best, { basisPoints }) => Math.max(best, basisPoints), 0);
}

/** What a line's quantity takes off it, rounded half to even. */
export function volumeDiscount(lineTotal: Money, discounts: readonly VolumeDiscount[], quantity: number): Money {
  return percentOfMoney(lineTotal, volumeRate(discounts, quantity));
}
