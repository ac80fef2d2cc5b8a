import { bodies } from '@sidecart/contracts';
import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { availabilityAnswer, reservationAnswer, stockAnswer, stockPageAnswer } from './answers.js';
import { shortages } from './domain/stock.js';
import { problemsOf } from './domain/stock-drift.js';
import { expectedStock } from './if-match.js';
import { isSku, readStockQuery } from './stock-query.js';
import { findDrift } from './store/books-store.js';
import type { WarehouseTx } from './store/client.js';
import { findStanding } from './store/reservation-store.js';
import { findStock, listStock, readShelf } from './store/stock-store.js';
import type { ChangeReservation } from './use-cases/change-reservation.js';
import type { CountStock } from './use-cases/count-stock.js';
import type { ReserveItems } from './use-cases/reserve-items.js';

/** What the routes call. */
export interface UseCases {
  readonly reserveItems: ReserveItems;
  readonly changeReservation: ChangeReservation;
  readonly countStock: CountStock;
}

const one = { path: '/reservations/:orderId', uuidParams: ['orderId'] };
const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['orderId'] ?? '';

/** Warehouse's HTTP interface: path → contract → use case. */
export function warehouseRoutes(platform: Platform<WarehouseTx>, use: UseCases): Route[] {
  return [...reserveRoutes(platform, use), ...progressRoutes(platform, use), ...stockReadRoutes(platform), countRoute(use), booksRoute(platform)];
}

function reserveRoutes({ clock, database }: Platform<WarehouseTx>, { reserveItems }: UseCases): Route[] {
  return [
    route({
      method: 'post',
      path: '/reservations',
      body: bodies.warehouseCreateReservation,
      idempotencyKey: 'required',
      handle: async ({ body, idempotencyKey, correlationId }) => {
        const { orderId, orderNumber, path, customerId, items, shippingAddress } = body;
        const wanted = { orderId, orderNumber, path, customerId, items, shippingAddress, idempotencyKey, correlationId };
        const { reservation, changed } = await reserveItems(wanted);
        return reservationAnswer(orderId, reservation, clock.now(), changed ? 201 : 200);
      },
    }),
    route({
      ...one,
      method: 'get',
      handle: async (request) => {
        const standing = await database.transaction((tx) => findStanding(tx, idOf(request)));
        if (standing === undefined) throw new NotFound('reservation of order', idOf(request));
        return reservationAnswer(idOf(request), standing, clock.now());
      },
    }),
    route({
      method: 'post',
      path: '/availability',
      body: bodies.warehouseCheckAvailability,
      handle: async ({ body: { items } }) => {
        const skus = items.map(({ sku }) => sku);
        return availabilityAnswer(shortages(await database.transaction((tx) => readShelf(tx, skus)), items));
      },
    }),
  ];
}

function progressRoutes({ clock }: Platform<WarehouseTx>, { changeReservation }: UseCases): Route[] {
  return [
    route({
      ...one,
      method: 'post',
      path: `${one.path}/confirm`,
      handle: async (request) => reservationAnswer(idOf(request), await changeReservation.confirm(idOf(request)), clock.now()),
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/ship`,
      handle: async (request) => reservationAnswer(idOf(request), await changeReservation.ship(idOf(request)), clock.now()),
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/release`,
      body: bodies.warehouseReleaseReservation,
      handle: async ({ body: { reason }, ...request }) =>
        reservationAnswer(idOf(request), await changeReservation.release(idOf(request), reason), clock.now()),
    }),
  ];
}

const skuOf = ({ params }: Pick<ApiRequest, 'params'>): string => {
  const sku = params['sku'] ?? '';
  if (!isSku(sku)) throw new NotFound('stock of', sku);
  return sku;
};

function stockReadRoutes({ database }: Platform<WarehouseTx>): Route[] {
  return [
    route({
      method: 'get',
      path: '/stock',
      handle: async ({ query }) => {
        const { after, limit } = readStockQuery(query);
        return stockPageAnswer(await database.transaction((tx) => listStock(tx, { after, limit: limit + 1 })), limit);
      },
    }),
    route({
      method: 'get',
      path: '/stock/:sku',
      handle: async (request) => {
        const stock = await database.transaction((tx) => findStock(tx, skuOf(request)));
        if (stock === undefined) throw new NotFound('stock of', skuOf(request));
        return stockAnswer(stock);
      },
    }),
  ];
}

/** What only an operator may do. */
function countRoute({ countStock }: UseCases): Route {
  return route({
    method: 'put',
    path: '/stock/:sku',
    body: bodies.warehousePutStock,
    access: 'admin',
    handle: async ({ body: { onHand }, ...request }) => {
      const expected = expectedStock(request);
      return stockAnswer(await countStock({ sku: skuOf(request), onHand, expected }), expected === 'none' ? 201 : 200);
    },
  });
}

/** Holds stock and reservations against each other; `drift` is 0 where they agree to the piece. */
function booksRoute({ database }: Platform<WarehouseTx>): Route {
  return route({
    method: 'get',
    path: '/admin/books',
    access: 'admin',
    handle: async () => {
      const problems = (await database.transaction(findDrift)).flatMap(problemsOf);
      return { status: 200, body: { drift: problems.length, problems } };
    },
  });
}
