import { bodies, type PricingCreateQuoteBody, type PricingPutCouponBody } from '@sidecart/contracts';
import { InvalidInput, route, type ApiRequest, type Clock, type Route } from '@sidecart/platform';
import { couponBody, ok, previewBody, priceAnswer, priceBody, quoteBody } from './answers.js';
import { isCouponCode } from './domain/coupon.js';
import { isSku } from './domain/price.js';
import type { QuoteContent } from './domain/quote.js';
import { pageOf, readPage } from './page-query.js';
import { expectedVersion } from './precondition.js';
import type { Coupons, CouponSetting } from './use-cases/change-coupon.js';
import type { Prices } from './use-cases/change-price.js';
import type { PreviewQuote } from './use-cases/preview-quote.js';
import type { Taxes } from './use-cases/preview-tax.js';
import type { RequestQuote } from './use-cases/request-quote.js';
import type { Settlements } from './use-cases/settle-quote.js';

/** The use cases behind pricing's HTTP interface. */
export interface UseCases {
  readonly requestQuote: RequestQuote;
  readonly previewQuote: PreviewQuote;
  readonly settlements: Settlements;
  readonly prices: Prices;
  readonly coupons: Coupons;
  readonly taxes: Taxes;
}

/** Pricing's HTTP interface: path → contract → use case. */
export function pricingRoutes(use: UseCases, clock: Clock): readonly Route[] {
  return [
    ...quoteRoutes(use, clock),
    ...settlementRoutes(use.settlements, clock),
    ...priceRoutes(use.prices),
    ...couponRoutes(use.coupons),
    ...taxRoutes(use.taxes),
  ];
}

function quoteRoutes({ requestQuote, previewQuote }: UseCases, clock: Clock): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/quotes',
      body: bodies.pricingCreateQuote,
      async handle({ body, query }) {
        if (isDryRun(query['dryRun'])) return ok(previewBody(await previewQuote(contentOf(body))));
        const quote = await requestQuote(contentOf(body));
        return { status: 201, body: quoteBody(quote, clock.now()), headers: { Location: `/quotes/${quote.reference.id}` } };
      },
    }),
  ];
}

const one = { path: '/quotes/:referenceId', uuidParams: ['referenceId'] };

function settlementRoutes(settlements: Settlements, clock: Clock): readonly Route[] {
  return [
    route({ ...one, method: 'get', handle: async ({ params }) => ok(quoteBody(await settlements.show(param(params, 'referenceId')), clock.now())) }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/confirm`,
      handle: async ({ params }) => ok(quoteBody(await settlements.confirm(param(params, 'referenceId')), clock.now())),
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/release`,
      async handle({ params }) {
        const referenceId = param(params, 'referenceId');
        await settlements.release(referenceId);
        return ok({ referenceId, status: 'RELEASED' });
      },
    }),
  ];
}

function priceRoutes(prices: Prices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/prices',
      async handle({ query }) {
        const { after, limit } = readPage(query, isSku);
        const { items, next } = pageOf(await prices.list({ after, limit: limit + 1 }), limit, ({ sku }) => sku);
        return ok({ items: items.map(priceBody), next });
      },
    }),
    route({ method: 'get', path: '/prices/:sku', handle: async ({ params }) => priceAnswer(await prices.show(param(params, 'sku'))) }),
    route({
      method: 'put',
      path: '/prices/:sku',
      body: bodies.pricingPutPrice,
      access: 'admin',
      async handle({ body: { volumeDiscounts = [], ...rest }, params, ...request }) {
        const expected = expectedVersion({ ifMatch: request.header('if-match'), ifNoneMatch: request.header('if-none-match') });
        const price = await prices.change({ sku: param(params, 'sku'), terms: { ...rest, volumeDiscounts }, expected });
        return { ...priceAnswer(price), status: expected === 'none' ? 201 : 200 };
      },
    }),
  ];
}

function couponRoutes(coupons: Coupons): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/coupons',
      access: 'admin',
      async handle({ query }) {
        const { after, limit } = readPage(query, isCouponCode);
        const { items, next } = pageOf(await coupons.list({ after, limit: limit + 1 }), limit, ({ code }) => code);
        return ok({ items: items.map(couponBody), next });
      },
    }),
    route({
      method: 'get',
      path: '/coupons/:code',
      access: 'admin',
      handle: async ({ params }) => ok(couponBody(await coupons.show(param(params, 'code')))),
    }),
    route({
      method: 'put',
      path: '/coupons/:code',
      body: bodies.pricingPutCoupon,
      access: 'admin',
      async handle({ body, params }) {
        const { coupon, created } = await coupons.set(param(params, 'code'), settingOf(body));
        return { status: created ? 201 : 200, body: couponBody(coupon) };
      },
    }),
  ];
}

/** The tax module's own routes. */
function taxRoutes(taxes: Taxes): readonly Route[] {
  return [
    route({ method: 'get', path: '/tax/rates', handle: async () => ok({ items: await taxes.rates() }) }),
    route({
      method: 'post',
      path: '/tax/preview',
      body: bodies.pricingPreviewTax,
      handle: async ({ body: { destination, lines } }) => ok(await taxes.preview(destination.country, lines)),
    }),
  ];
}

function contentOf({ couponCode, ...body }: PricingCreateQuoteBody): QuoteContent {
  return { ...body, couponCode: couponCode ?? null };
}

function settingOf({ discount, minimum, validFrom, validUntil, maxUses, maxUsesPerCustomer }: PricingPutCouponBody): CouponSetting {
  const instant = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text));
  return {
    discount,
    minimum: minimum ?? null,
    validFrom: instant(validFrom),
    validUntil: instant(validUntil),
    maxUses: maxUses ?? null,
    maxUsesPerCustomer: maxUsesPerCustomer ?? null,
  };
}

function isDryRun(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new InvalidInput('a query parameter is not valid', [{ pointer: '/dryRun', message: 'must be true or false' }]);
}

/** The router sets every parameter of a route's own path. */
const param = (params: ApiRequest['params'], name: string): string => params[name] ?? '';
