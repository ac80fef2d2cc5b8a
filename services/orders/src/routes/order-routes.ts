import { bodies } from '@sidecart/contracts';
import { NotFound, route, type Platform, type Route } from '@sidecart/platform';
import { orderAnswer, pageAnswer, timelineAnswer } from '../answers.js';
import { decideFulfillmentChange } from '../domain/fulfillment.js';
import { decideStatusChange } from '../domain/order-status.js';
import { expectedVersion } from '../if-match.js';
import { readOrderQuery } from '../order-query.js';
import type { OrdersTx } from '../store/client.js';
import { listOrders } from '../store/list-orders.js';
import { findOrder } from '../store/order-store.js';
import { readTimeline } from '../store/read-timeline.js';
import type { Change, ChangeOrder } from '../use-cases/change-order.js';

const one = { path: '/orders/:orderId', uuidParams: ['orderId'] };
const idOf = ({ params }: { params: Readonly<Record<string, string>> }): string => params['orderId'] ?? '';

/** Reading orders, and changing them by hand. */
export function orderRoutes(platform: Platform<OrdersTx>, use: { readonly changeOrder: ChangeOrder }): Route[] {
  return [...readRoutes(platform), ...changeRoutes(use.changeOrder)];
}

function readRoutes({ database }: Platform<OrdersTx>): Route[] {
  return [
    route({
      method: 'get',
      path: '/orders',
      handle: async ({ query }) => {
        const wanted = readOrderQuery(query);
        return pageAnswer(await database.transaction((tx) => listOrders(tx, wanted)));
      },
    }),
    route({
      ...one,
      method: 'get',
      path: `${one.path}/timeline`,
      handle: async (request) => {
        const story = await database.transaction(async (tx) => {
          const order = await findOrder(tx, idOf(request));
          return order && { order, lines: await readTimeline(tx, idOf(request)) };
        });
        if (story === undefined) throw new NotFound('order', idOf(request));
        return timelineAnswer(story.order, story.lines);
      },
    }),
    route({
      ...one,
      method: 'get',
      handle: async (request) => {
        const order = await database.transaction((tx) => findOrder(tx, idOf(request)));
        if (order === undefined) throw new NotFound('order', idOf(request));
        return orderAnswer(order);
      },
    }),
  ];
}

/** What only an operator may do by hand. */
function changeRoutes(changeOrder: ChangeOrder): Route[] {
  return [
    route({
      ...one,
      method: 'patch',
      path: `${one.path}/status`,
      body: bodies.ordersPatchStatus,
      access: 'admin',
      handle: async ({ body: { status, reason }, ...request }) => {
        const expected = expectedVersion(request.header('if-match'));
        const decide: Change['decide'] = (order, now) => decideStatusChange(order, { to: status, reason, expected, now });
        return orderAnswer(await changeOrder({ orderId: idOf(request), status, reason, decide }));
      },
    }),
    route({
      ...one,
      method: 'patch',
      path: `${one.path}/fulfillment`,
      body: bodies.ordersPatchFulfillment,
      access: 'admin',
      handle: async ({ body, ...request }) => {
        const expected = expectedVersion(request.header('if-match'));
        const decide: Change['decide'] = (order, now) => decideFulfillmentChange(order, { ...body, expected, now });
        return orderAnswer(await changeOrder({ orderId: idOf(request), reason: undefined, decide }));
      },
    }),
  ];
}
