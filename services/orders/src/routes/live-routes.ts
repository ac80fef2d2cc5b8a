import { mountRoute, streamRoute, type AnyRoute } from '@sidecart/platform';
import type { GraphQLHandler } from '../graphql/graphql.js';
import type { FollowOrder } from '../live/follow-order.js';

/** Following one order, and asking for many by GraphQL. */
export function liveRoutes({ followOrder, graphql }: { readonly followOrder: FollowOrder; readonly graphql: GraphQLHandler }): AnyRoute[] {
  return [
    streamRoute({
      path: '/orders/:orderId/events',
      uuidParams: ['orderId'],
      stream: (request, sink) => followOrder.follow(request.params['orderId'] ?? '', request.header('last-event-id'), sink),
    }),
    mountRoute('/graphql', graphql),
  ];
}
