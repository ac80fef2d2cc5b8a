import { bodies } from '@sidecart/contracts';
import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { orderAnswer, placedAnswer } from '../answers.js';
import type { OrdersTx } from '../store/client.js';
import { findOrder } from '../store/order-store.js';
import type { CancelOrder } from '../use-cases/cancel-order.js';
import type { PlaceOrder } from '../use-cases/place-order.js';

const one = { path: '/orders/:orderId', uuidParams: ['orderId'] };
const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['orderId'] ?? '';

/** Placing and cancelling, and what other services may ask about an order. */
export function placingRoutes({ database }: Platform<OrdersTx>, use: { placeOrder: PlaceOrder; cancelOrder: CancelOrder }): Route[] {
  return [
    route({
      method: 'post',
      path: '/orders',
      body: bodies.ordersPlaceOrder,
      idempotencyKey: 'required',
      handle: async ({ body, idempotencyKey = '', correlationId }) =>
        placedAnswer(await use.placeOrder({ key: idempotencyKey, request: body, correlationId })),
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/cancel`,
      body: bodies.ordersCancelOrder,
      handle: async ({ body: { reason }, ...request }) => {
        const { order, asked } = await use.cancelOrder({ orderId: idOf(request), reason });
        return asked ? placedAnswer(order) : orderAnswer(order);
      },
    }),
    route({
      ...one,
      method: 'get',
      path: `${one.path}/contact`,
      handle: async (request) => {
        const order = await database.transaction((tx) => findOrder(tx, idOf(request)));
        if (order === undefined) throw new NotFound('order', idOf(request));
        const { id: orderId, orderNumber, customer } = order.content;
        return { status: 200, body: { orderId, orderNumber, customer } };
      },
    }),
  ];
}
