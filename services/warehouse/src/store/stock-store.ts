import type { Shelf, StockLevel } from '../domain/stock.js';
import type { WarehouseTx } from './client.js';

/** One SKU's stock with the moment of its last change. */
export interface ShownStock extends StockLevel {
  readonly updatedAt: Date;
}

/** The stock of some SKUs, locked until the transaction ends; always in order of SKU, so that no two transactions deadlock. */
export async function lockShelf(tx: WarehouseTx, skus: Iterable<string>): Promise<Shelf> {
  const wanted = [...new Set(skus)];
  if (wanted.length === 0) return new Map();
  const rows = await tx.$queryRaw<StockLevel[]>`
    select sku, on_hand as "onHand", reserved, shipped, version from stock where sku = any(${wanted}) order by sku for update`;
  return toShelf(rows);
}

/** The stock of some SKUs as it is at this moment. */
export async function readShelf(tx: WarehouseTx, skus: Iterable<string>): Promise<Shelf> {
  return toShelf(await tx.stock.findMany({ where: { sku: { in: [...new Set(skus)] } } }));
}

const toShelf = (levels: readonly StockLevel[]): Shelf => new Map(levels.map((level) => [level.sku, level]));

/** Stores levels whose rows the transaction has locked, in one statement. */
export async function saveLevels(tx: WarehouseTx, levels: readonly StockLevel[], now: Date): Promise<void> {
  if (levels.length === 0) return;
  await tx.$executeRaw`
    update stock s set on_hand = l."onHand", reserved = l.reserved, shipped = l.shipped, version = l.version, told = true, updated_at = ${now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(levels)}::jsonb) as l(sku text, "onHand" int, reserved int, shipped int, version int)
    where s.sku = l.sku`;
}

/** Stores a SKU that is not kept yet; undefined when it is. */
export async function insertLevel(tx: WarehouseTx, sku: string, onHand: number, now: Date): Promise<StockLevel | undefined> {
  const { count } = await tx.stock.createMany({ data: [{ sku, onHand, told: true, updatedAt: now }], skipDuplicates: true });
  return count === 0 ? undefined : { sku, onHand, reserved: 0, shipped: 0, version: 1 };
}

/** Marks stock nobody was told of as told, and resolves to it; replicas share the work. */
export async function takeUntold(tx: WarehouseTx, limit: number): Promise<readonly StockLevel[]> {
  return tx.$queryRaw<StockLevel[]>`
    update stock set told = true
    where sku in (select sku from stock where not told order by sku limit ${limit} for update skip locked)
    returning sku, on_hand as "onHand", reserved, shipped, version`;
}

/** One SKU's stock. */
export async function findStock(tx: WarehouseTx, sku: string): Promise<ShownStock | undefined> {
  return (await tx.stock.findUnique({ where: { sku } })) ?? undefined;
}

/** Up to `limit` SKUs in their order, after the SKU `after`. */
export async function listStock(tx: WarehouseTx, page: { after: string | undefined; limit: number }): Promise<readonly ShownStock[]> {
  return tx.stock.findMany({ where: page.after === undefined ? {} : { sku: { gt: page.after } }, orderBy: { sku: 'asc' }, take: page.limit });
}
