import type { Database, Tx } from '../database/tx.js';
import { InvalidInput, NotFound } from '../runtime/errors.js';
import type { Clock } from '../runtime/clock.js';
import { route, type Route } from '../http/types.js';

/** A dead letter as its routes show it. */
export interface DeadLetter {
  readonly id: string;
  readonly topic: string;
  readonly eventId: string | null;
  readonly reason: string;
  readonly detail: string;
  readonly attempts: number;
  readonly createdAt: Date;
  /** The event as it came; only where one letter is shown. */
  readonly event?: unknown;
}

/** One page of dead letters, newest first; `nextCursor` is null on the last. */
export interface DeadLetterPage {
  readonly total: number;
  readonly items: readonly DeadLetter[];
  readonly nextCursor: string | null;
}

/** The dead letters of one service. */
export interface DeadLetters {
  list(limit: number, before?: string): Promise<DeadLetterPage>;
  /** Throws NotFound. */
  show(id: string): Promise<DeadLetter>;
  /** Hands the event to the retry worker with all its attempts anew. Throws NotFound. */
  redrive(id: string): Promise<void>;
  /** Throws NotFound. */
  discard(id: string): Promise<void>;
}

const COLUMNS = `id, topic, event_id as "eventId", reason, detail, attempts, created_at as "createdAt"`;

/** Makes the dead letters of one consumer. `wake` is called when a redriven event is due. */
export function createDeadLetters(deps: { consumer: string; database: Database; clock: Clock; wake?: () => void }): DeadLetters {
  const { consumer, database } = deps;
  return {
    list: (limit, before) => list(database.sql, consumer, limit, before),
    async show(id) {
      const rows = await database.sql.$queryRawUnsafe<(DeadLetter & { event: string })[]>(
        `select ${COLUMNS}, event from platform.dead_letters where consumer = $1 and id = $2::uuid`,
        consumer,
        id,
      );
      const row = rows[0];
      if (row === undefined) throw new NotFound('dead letter', id);
      return { ...row, event: JSON.parse(row.event) as unknown };
    },
    async redrive(id) {
      const moved = await database.sql.$executeRawUnsafe(
        `with letter as (delete from platform.dead_letters where consumer = $1 and id = $2::uuid returning *)
         insert into platform.event_retries (consumer, event_id, topic, event, attempts, last_error, next_attempt_at, created_at)
         select consumer, coalesce(event_id, digest), topic, event, 0, 'redriven: ' || detail, $3, $3 from letter
         on conflict (consumer, event_id) do update set attempts = 0, next_attempt_at = excluded.next_attempt_at`,
        consumer,
        id,
        deps.clock.now(),
      );
      if (moved === 0) throw new NotFound('dead letter', id);
      deps.wake?.();
    },
    async discard(id) {
      const removed = await database.sql.$executeRawUnsafe('delete from platform.dead_letters where consumer = $1 and id = $2::uuid', consumer, id);
      if (removed === 0) throw new NotFound('dead letter', id);
    },
  };
}

async function list(sql: Tx, consumer: string, limit: number, before: string | undefined): Promise<DeadLetterPage> {
  const [counted] = await sql.$queryRawUnsafe<{ total: number }[]>(
    'select count(*)::int as total from platform.dead_letters where consumer = $1',
    consumer,
  );
  const rows = await sql.$queryRawUnsafe<DeadLetter[]>(
    `select ${COLUMNS} from platform.dead_letters
     where consumer = $1 and ($2::uuid is null or (created_at, id) <
       (select created_at, id from platform.dead_letters where id = $2::uuid))
     order by created_at desc, id desc limit $3`,
    consumer,
    before ?? null,
    limit + 1,
  );
  const items = rows.slice(0, limit);
  return { total: counted?.total ?? 0, items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

const MAX_PAGE = 100;

/** The operator's routes on dead letters; all want the admin token. */
export function deadLetterRoutes(letters: DeadLetters): readonly Route[] {
  const path = '/admin/dead-letters';
  const one = { path: `${path}/:id`, uuidParams: ['id'], access: 'admin' as const };
  const id = (params: Readonly<Record<string, string>>): string => params['id'] ?? '';
  return [
    route({
      method: 'get',
      path,
      access: 'admin',
      handle: async ({ query }) => ({ status: 200, body: await letters.list(pageSize(query['limit']), cursor(query['cursor'])) }),
    }),
    route({ method: 'get', ...one, handle: async ({ params }) => ({ status: 200, body: await letters.show(id(params)) }) }),
    route({
      method: 'post',
      ...one,
      path: `${path}/:id/redrive`,
      handle: async ({ params }) => {
        await letters.redrive(id(params));
        return { status: 202 };
      },
    }),
    route({
      method: 'delete',
      ...one,
      handle: async ({ params }) => {
        await letters.discard(id(params));
        return { status: 204 };
      },
    }),
  ];
}

function pageSize(value: string | undefined): number {
  const size = value === undefined ? 20 : Number(value);
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE) return size;
  throw new InvalidInput('the query is not valid', [{ pointer: '/query/limit', message: `must be an integer from 1 to ${MAX_PAGE}` }]);
}

function cursor(value: string | undefined): string | undefined {
  if (value === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
  throw new InvalidInput('the query is not valid', [{ pointer: '/query/cursor', message: 'must be the nextCursor of an earlier page' }]);
}
