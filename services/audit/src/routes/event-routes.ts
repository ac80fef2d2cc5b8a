import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { eventAnswer, eventsAnswer, statsAnswer } from '../answers.js';
import { readEventQuery, readPageQuery } from '../event-query.js';
import { countDays, findEvent, newestEvents, orderStory } from '../store/archive-store.js';
import type { AuditTx } from '../store/client.js';

const param = ({ params }: ApiRequest, name: string): string => params[name] ?? '';

/** Looking into the archive. Events hold personal data: the operator's token; counts do not. */
export function eventRoutes(platform: Platform<AuditTx>, retentionDays: number): Route[] {
  return [...searchRoutes(platform), storyRoute(platform), statsRoute(platform, retentionDays)];
}

function searchRoutes({ database }: Platform<AuditTx>): Route[] {
  return [
    route({
      method: 'get',
      path: '/events',
      access: 'admin',
      handle: async ({ query }) => {
        const { filter, page } = readEventQuery(query);
        return eventsAnswer(await database.transaction((tx) => newestEvents(tx, filter, { ...page, limit: page.limit + 1 })), page.limit);
      },
    }),
    route({
      method: 'get',
      path: '/events/:id',
      uuidParams: ['id'],
      access: 'admin',
      handle: async (request) => {
        const event = await database.transaction((tx) => findEvent(tx, param(request, 'id')));
        if (event === undefined) throw new NotFound('event', param(request, 'id'));
        return eventAnswer(event);
      },
    }),
  ];
}

function storyRoute({ database }: Platform<AuditTx>): Route {
  return route({
    method: 'get',
    path: '/orders/:orderId/events',
    uuidParams: ['orderId'],
    access: 'admin',
    handle: async (request) => {
      const { after, limit } = readPageQuery(request.query);
      const story = await database.transaction((tx) => orderStory(tx, param(request, 'orderId'), { after, limit: limit + 1 }));
      return eventsAnswer(story, limit);
    },
  });
}

function statsRoute({ database }: Platform<AuditTx>, retentionDays: number): Route {
  return route({
    method: 'get',
    path: '/stats',
    handle: async () => {
      const { kept, late } = await database.transaction(countDays);
      return statsAnswer(kept, late, retentionDays);
    },
  });
}
