import { bodies, type CatalogPutProductBody } from '@sidecart/contracts';
import { contentEtag, InvalidInput, route, type ApiRequest, type ApiResponse, type Route } from '@sidecart/platform';
import { pageBody, productBody } from './answers.js';
import type { ProductTerms } from './domain/product.js';
import { etagOf, expectedVersion } from './entity-tag.js';
import { readProductQuery } from './product-query.js';
import type { Products } from './use-cases/describe-product.js';

/** Catalog's HTTP interface: path → contract → use case. */
export function catalogRoutes(products: Products): Route[] {
  return [
    route({
      method: 'get',
      path: '/products',
      async handle(request) {
        const query = readProductQuery(request.query);
        const page = pageBody(await products.list({ ...query, limit: query.limit + 1 }), query.limit);
        return cacheable(page, contentEtag(page));
      },
    }),
    route({
      method: 'get',
      path: '/products/:sku',
      async handle(request) {
        const product = await products.show(skuOf(request));
        return cacheable(productBody(product), etagOf(product));
      },
    }),
    route({
      method: 'put',
      path: '/products/:sku',
      body: bodies.catalogPutProduct,
      access: 'admin',
      async handle({ body, ...request }) {
        const expected = expectedVersion(request);
        const product = await products.describe({ sku: skuOf(request), terms: termsOf(body), expected });
        return { status: expected === 'none' ? 201 : 200, body: productBody(product), headers: { etag: etagOf(product) } };
      },
    }),
  ];
}

/** Whoever keeps the answer has to ask whether it still holds before using it again. */
const cacheable = (body: unknown, etag: string): ApiResponse => ({ status: 200, body, headers: { etag, 'cache-control': 'no-cache' } });

/** The router sets every parameter of a route's own path. */
const skuOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['sku'] ?? '';

function termsOf({ name, description, category, imagePath, listed }: CatalogPutProductBody): ProductTerms {
  // The contract lets them pass, and PostgreSQL cannot store them.
  if (/[\0\p{Cs}]/u.test(description)) {
    throw new InvalidInput('the description cannot be stored', [
      { pointer: '/description', message: 'must have no zero characters and lone surrogates' },
    ]);
  }
  return { name, description, category: category ?? null, imagePath: imagePath ?? null, listed: listed ?? true };
}
