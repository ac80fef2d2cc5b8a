import { NotFound, route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { plannedAnswer, replayAnswer, replaysAnswer } from '../answers.js';
import { readReplayQuery } from '../event-query.js';
import { replayBody } from '../replay-body.js';
import type { AuditTx } from '../store/client.js';
import { findReplay, listReplays } from '../store/replay-store.js';
import type { ChangeReplay } from '../use-cases/change-replay.js';
import type { StartReplay } from '../use-cases/start-replay.js';

/** What the routes call. */
export interface ReplayUseCases {
  readonly startReplay: StartReplay;
  readonly changeReplay: ChangeReplay;
}

const one = { path: '/replays/:id', uuidParams: ['id'], access: 'admin' } as const;
const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['id'] ?? '';

/** Feeding archived events to one consumer again; for operators only. */
export function replayRoutes(platform: Platform<AuditTx>, use: ReplayUseCases): Route[] {
  return [startRoute(use), ...readRoutes(platform), ...changeRoutes(use)];
}

function startRoute({ startReplay }: ReplayUseCases): Route {
  return route({
    method: 'post',
    path: '/replays',
    body: replayBody,
    idempotencyKey: 'required',
    access: 'admin',
    handle: async ({ body: { dryRun, ...request }, idempotencyKey = '' }) => {
      if (dryRun === true) return plannedAnswer(await startReplay.plan(request));
      const { replay, isNew } = await startReplay.start(request, idempotencyKey);
      return replayAnswer(replay, isNew ? 202 : 200);
    },
  });
}

function readRoutes({ database }: Platform<AuditTx>): Route[] {
  return [
    route({
      method: 'get',
      path: '/replays',
      access: 'admin',
      handle: async ({ query }) => {
        const { after, limit } = readReplayQuery(query);
        return replaysAnswer(await database.transaction((tx) => listReplays(tx, { after, limit: limit + 1 })), limit);
      },
    }),
    route({
      ...one,
      method: 'get',
      handle: async (request) => {
        const replay = await database.transaction((tx) => findReplay(tx, idOf(request)));
        if (replay === undefined) throw new NotFound('replay', idOf(request));
        return replayAnswer(replay);
      },
    }),
  ];
}

function changeRoutes({ changeReplay }: ReplayUseCases): Route[] {
  return [
    route({
      ...one,
      method: 'post',
      path: `${one.path}/cancel`,
      handle: async (request) => replayAnswer(await changeReplay.cancel(idOf(request))),
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/resume`,
      handle: async (request) => replayAnswer(await changeReplay.resume(idOf(request))),
    }),
  ];
}
