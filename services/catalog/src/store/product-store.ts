import type { DescribedProduct, LivePrice, Product } from '../domain/product.js';
import { Prisma } from '../generated/prisma/client.js';
import type { CatalogTx } from './client.js';

/** Which listed products are asked for. */
export interface ProductQuery {
  /** Only those after this SKU. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly category: string | undefined;
  /** Each has to occur somewhere in what is told, in any letters. */
  readonly words: readonly string[];
}

interface ProductRow extends DescribedProduct {
  readonly minor: bigint | null;
  readonly currency: string;
  readonly volumeDiscounts: LivePrice['volumeDiscounts'];
  readonly priceVersion: number;
  readonly priceChangedAt: Date;
  readonly available: number | null;
  readonly stockVersion: number;
  readonly stockChangedAt: Date;
}

const SELECT = Prisma.sql`
  select p.sku, p.name, p.description, p.category, p.image_path as "imagePath", p.listed, p.version, p.updated_at as "updatedAt",
    c.minor, c.currency, c.volume_discounts as "volumeDiscounts", c.version as "priceVersion", c.changed_at as "priceChangedAt",
    s.available, s.version as "stockVersion", s.changed_at as "stockChangedAt"
  from products p left join prices c using (sku) left join stock s using (sku)`;

/** A product somebody described. */
export async function findProduct(tx: CatalogTx, sku: string): Promise<Product | undefined> {
  const rows = await tx.$queryRaw<ProductRow[]>`${SELECT} where p.sku = ${sku}`;
  return rows.map(toProduct)[0];
}

/** Up to `limit` listed products in order of SKU. */
export async function listProducts(tx: CatalogTx, { after, limit, category, words }: ProductQuery): Promise<readonly Product[]> {
  const rows = await tx.$queryRaw<ProductRow[]>`${SELECT}
    where p.listed
      ${after === undefined ? Prisma.empty : Prisma.sql`and p.sku > ${after}`}
      ${category === undefined ? Prisma.empty : Prisma.sql`and p.category = ${category}`}
      and not exists (
        select from unnest(${words}::text[]) w(word)
        where strpos(lower(concat_ws(' ', p.sku, p.name, p.category, p.description)), lower(w.word)) = 0
      )
    order by p.sku limit ${limit}`;
  return rows.map(toProduct);
}

/** What is told of a product, locked until the transaction ends. */
export async function lockProduct(tx: CatalogTx, sku: string): Promise<DescribedProduct | undefined> {
  await tx.$executeRaw`select 1 from products where sku = ${sku} for update`;
  return (await tx.product.findUnique({ where: { sku } })) ?? undefined;
}

/** Stores a product nobody described yet; false where somebody was first. */
export async function insertProduct(tx: CatalogTx, product: DescribedProduct): Promise<boolean> {
  return (await tx.product.createMany({ data: [product], skipDuplicates: true })).count === 1;
}

/** Stores a product whose row the transaction has locked. */
export async function updateProduct(tx: CatalogTx, { sku, ...data }: DescribedProduct): Promise<void> {
  await tx.product.update({ where: { sku }, data });
}

function toProduct(row: ProductRow): Product {
  const { sku, name, description, category, imagePath, listed, version, updatedAt, minor, available, currency, volumeDiscounts } = row;
  return {
    ...{ sku, name, description, category, imagePath, listed, version, updatedAt },
    price:
      minor === null
        ? null
        : { unitPrice: { minor: Number(minor), currency }, volumeDiscounts, version: row.priceVersion, changedAt: row.priceChangedAt },
    stock: available === null ? null : { available, version: row.stockVersion, changedAt: row.stockChangedAt },
  };
}
