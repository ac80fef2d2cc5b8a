import { NotFound, PreconditionFailed, Unprocessable, type Platform } from '@sidecart/platform';
import { decideProduct, isSku, type ExpectedVersion, type Product, type ProductTerms } from '../domain/product.js';
import type { CatalogTx } from '../store/client.js';
import { findProduct, insertProduct, listProducts, lockProduct, updateProduct, type ProductQuery } from '../store/product-store.js';

/** What is to be told of a product. */
export interface ProductChange {
  readonly sku: string;
  readonly terms: ProductTerms;
  readonly expected: ExpectedVersion;
}

/** The products. */
export interface Products {
  /** Throws NotFound, also where only a price or stock is known. */
  show(sku: string): Promise<Product>;
  /** Listed ones, in order of SKU. */
  list(query: ProductQuery): Promise<readonly Product[]>;
  /** Resolves to the product afterwards. Throws PreconditionFailed, Unprocessable INVALID_SKU. */
  describe(change: ProductChange): Promise<Product>;
}

/** Makes it. */
export function createProducts({ database, clock }: Platform<CatalogTx>): Products {
  return {
    list: (query) => database.transaction((tx) => listProducts(tx, query)),
    show: (sku) => database.transaction((tx) => existing(tx, sku)),
    describe: (change) =>
      database.transaction(async (tx) => {
        await describeProduct(tx, change, clock.now());
        return existing(tx, change.sku);
      }),
  };
}

async function existing(tx: CatalogTx, sku: string): Promise<Product> {
  const product = isSku(sku) ? await findProduct(tx, sku) : undefined;
  if (product === undefined) throw new NotFound('product', sku);
  return product;
}

async function describeProduct(tx: CatalogTx, { sku, terms, expected }: ProductChange, now: Date): Promise<void> {
  if (!isSku(sku)) throw new Unprocessable('INVALID_SKU', 'this cannot be a SKU');
  const before = await lockProduct(tx, sku);
  const decision = decideProduct(before, terms, expected);
  if (decision.type === 'stale') throw stale();
  if (decision.type === 'unchanged') return;
  const product = { sku, ...terms, version: decision.version, updatedAt: now };
  if (before !== undefined) await updateProduct(tx, product);
  // Where there is no row there is no lock: somebody else may have been first.
  else if (!(await insertProduct(tx, product))) throw stale();
}

const stale = () => new PreconditionFailed('the product has another version than the one this change is meant for; read it again');
