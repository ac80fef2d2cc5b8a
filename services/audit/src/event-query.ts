import { type ApiRequest, InvalidInput, parseInstant, type Violation } from '@sidecart/platform';
import { decodeCursor, isUuid } from './cursor.js';
import type { EventFilter } from './domain/filter.js';
import type { PageOf } from './store/archive-store.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** One query parameter: how its text is read, undefined for text that is none, and what it must be. */
interface Parameter<Value> {
  readonly read: (text: string) => Value | undefined;
  readonly must: string;
}

const name: Parameter<string> = {
  read: (text) => (text.length >= 1 && text.length <= 256 && !text.includes('\0') ? text : undefined),
  must: 'must be 1 to 256 characters',
};
const topic: Parameter<string> = {
  read: (text) => (/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$/.test(text) ? text : undefined),
  must: 'must be a topic: three names and two dots',
};
const instant: Parameter<string> = { read: parseInstant, must: 'must be a date, or an RFC 3339 instant in UTC' };
const limit: Parameter<number> = {
  read: (text) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT ? Number(text) : undefined),
  must: `must be an integer from 1 to ${MAX_LIMIT}`,
};
const cursor = { read: decodeCursor, must: 'must be the next of an earlier page' };
const id: Parameter<string> = { read: (text) => (isUuid(text) ? text : undefined), must: 'must be the next of an earlier page' };

type Read = <Value>(parameter: string, how: Parameter<Value>) => Value | undefined;

/** Reads a query by `build`. Throws InvalidInput with a pointer to every bad parameter. */
function readQuery<Query>(query: ApiRequest['query'], build: (read: Read) => Query): Query {
  const violations: Violation[] = [];
  const built = build((parameter, { read, must }) => {
    const text = query[parameter];
    const value = text === undefined ? undefined : read(text);
    if (text !== undefined && value === undefined) violations.push({ pointer: `/query/${parameter}`, message: must });
    return value;
  });
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return built;
}

const pageOf = (read: Read): PageOf => ({ after: read('after', cursor), limit: read('limit', limit) ?? DEFAULT_LIMIT });

/** The query of `GET /events`. */
export const readEventQuery = (query: ApiRequest['query']): { readonly filter: EventFilter; readonly page: PageOf } =>
  readQuery(query, (read) => {
    const type = read('type', topic);
    const filter = {
      types: type === undefined ? undefined : [type],
      orderId: read('orderId', name),
      correlationId: read('correlationId', name),
      subject: read('subject', name),
      from: read('from', instant),
      to: read('to', instant),
    };
    return { filter, page: pageOf(read) };
  });

/** The query of a page of events. */
export const readPageQuery = (query: ApiRequest['query']): PageOf => readQuery(query, pageOf);

/** The query of `GET /replays`; `after` is an id. */
export const readReplayQuery = (query: ApiRequest['query']): { readonly after: string | undefined; readonly limit: number } =>
  readQuery(query, (read) => ({ after: read('after', id), limit: read('limit', limit) ?? DEFAULT_LIMIT }));
