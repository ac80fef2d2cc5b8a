import type { ItemQuantity } from '@sidecart/contracts';

/** What the warehouse has of one SKU, in pieces. */
export interface StockLevel {
  readonly sku: string;
  /** In the warehouse, reserved ones included. */
  readonly onHand: number;
  /** Set aside for orders; never more than there are. */
  readonly reserved: number;
  /** Pieces that have left for orders so far; a count does not change it. */
  readonly shipped: number;
  /** Rises by one with each transaction that changes it. */
  readonly version: number;
}

/** Some stock by SKU; a SKU that is not there is not kept. */
export type Shelf = ReadonlyMap<string, StockLevel>;

/** A SKU there is too little of. */
export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

/** Pieces that can be sold. */
export const available = ({ onHand, reserved }: Pick<StockLevel, 'onHand' | 'reserved'>): number => onHand - reserved;

/** How many pieces of each SKU some items come to; items of one SKU are added up. */
export function demandOf(items: readonly ItemQuantity[]): ReadonlyMap<string, number> {
  const demand = new Map<string, number>();
  for (const { sku, quantity } of items) demand.set(sku, (demand.get(sku) ?? 0) + quantity);
  return demand;
}

/** True when two lists of items come to the same, however they are split and ordered. */
export function sameDemand(a: readonly ItemQuantity[], b: readonly ItemQuantity[]): boolean {
  const [one, other] = [demandOf(a), demandOf(b)];
  return one.size === other.size && [...one].every(([sku, quantity]) => other.get(sku) === quantity);
}

/** What there is too little of for all items at once; none when they can be set aside. */
export function shortages(shelf: Shelf, items: readonly ItemQuantity[]): readonly Shortage[] {
  return [...demandOf(items)].flatMap(([sku, requested]) => {
    const level = shelf.get(sku);
    const left = level === undefined ? 0 : available(level);
    return left < requested ? [{ sku, requested, available: left }] : [];
  });
}

/** Sets items aside that are there (see `shortages`). */
export const setAside = (shelf: Shelf, items: readonly ItemQuantity[]): Shelf =>
  move(shelf, items, (level, quantity) => ({ ...level, reserved: level.reserved + quantity }));

/** Frees items that were set aside. */
export const putBack = (shelf: Shelf, items: readonly ItemQuantity[]): Shelf =>
  move(shelf, items, (level, quantity) => ({ ...level, reserved: level.reserved - quantity }));

/** Lets items that were set aside leave the warehouse. */
export const handOut = (shelf: Shelf, items: readonly ItemQuantity[]): Shelf =>
  move(shelf, items, (level, quantity) => ({
    ...level,
    onHand: level.onHand - quantity,
    reserved: level.reserved - quantity,
    shipped: level.shipped + quantity,
  }));

/** Takes items back that had left. */
export const takeBack = (shelf: Shelf, items: readonly ItemQuantity[]): Shelf =>
  move(shelf, items, (level, quantity) => ({ ...level, onHand: level.onHand + quantity, shipped: level.shipped - quantity }));

function move(shelf: Shelf, items: readonly ItemQuantity[], change: (level: StockLevel, quantity: number) => StockLevel): Shelf {
  const moved = new Map(shelf);
  for (const [sku, quantity] of demandOf(items)) {
    const level = moved.get(sku);
    if (level !== undefined) moved.set(sku, change(level, quantity));
  }
  return moved;
}

/** The levels that differ between two states of a shelf, as they are afterwards, each with its next version. */
export function changedLevels(before: Shelf, after: Shelf): readonly StockLevel[] {
  return [...after.values()].flatMap((level) => {
    const old = before.get(level.sku);
    const same = old !== undefined && old.onHand === level.onHand && old.reserved === level.reserved;
    return same ? [] : [{ ...level, version: (old?.version ?? 0) + 1 }];
  });
}
