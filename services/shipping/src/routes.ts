import { bodies } from '@sidecart/contracts';
import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { cancelAnswer, checkAnswer, createAnswer, shipmentAnswer, shipmentPageAnswer } from './answers.js';
import { readDryRun, readShipmentQuery, requireKey } from './shipment-query.js';
import type { ShippingTx } from './store/client.js';
import { findRecord, listRecords } from './store/shipment-store.js';
import type { CancelShipment } from './use-cases/cancel-shipment.js';
import type { CheckShipment } from './use-cases/check-shipment.js';
import type { CreateShipment } from './use-cases/create-shipment.js';

/** What the routes call. */
export interface UseCases {
  readonly createShipment: CreateShipment;
  readonly checkShipment: CheckShipment;
  readonly cancelShipment: CancelShipment;
}

const one = { path: '/shipments/:orderId', uuidParams: ['orderId'] };
const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['orderId'] ?? '';

/** Shipping's HTTP interface: path → contract → use case. */
export function shippingRoutes(platform: Platform<ShippingTx>, use: UseCases): Route[] {
  return [createRoute(use), cancelRoute(use), ...readRoutes(platform)];
}

function createRoute({ createShipment, checkShipment }: UseCases): Route {
  return route({
    method: 'post',
    path: '/shipments',
    body: bodies.shippingCreateShipment,
    handle: async ({ body, correlationId, query, ...request }) => {
      const { orderId, orderNumber, path, customerId, items, shippingAddress } = body;
      const wanted = { orderId, orderNumber, path, customerId, items, shippingAddress, correlationId };
      if (readDryRun(query)) return checkAnswer(await checkShipment({ ...wanted, idempotencyKey: undefined }));
      return createAnswer(await createShipment({ ...wanted, idempotencyKey: requireKey(request) }));
    },
  });
}

function cancelRoute({ cancelShipment }: UseCases): Route {
  return route({
    ...one,
    method: 'post',
    path: `${one.path}/cancel`,
    body: bodies.shippingCancelShipment,
    handle: async ({ body: { reason }, correlationId, ...request }) =>
      cancelAnswer(idOf(request), await cancelShipment({ orderId: idOf(request), reason, correlationId })),
  });
}

function readRoutes({ database }: Platform<ShippingTx>): Route[] {
  return [
    route({
      method: 'get',
      path: '/shipments',
      handle: async ({ query }) => {
        const { after, limit } = readShipmentQuery(query);
        return shipmentPageAnswer(await database.transaction((tx) => listRecords(tx, { after, limit: limit + 1 })), limit);
      },
    }),
    route({
      ...one,
      method: 'get',
      handle: async (request) => {
        const record = await database.transaction((tx) => findRecord(tx, idOf(request)));
        if (record === undefined) throw new NotFound('shipment of order', idOf(request));
        return shipmentAnswer(idOf(request), record);
      },
    }),
  ];
}
