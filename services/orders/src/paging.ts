import { InvalidInput, type ApiRequest } from '@sidecart/platform';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const PLACE = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_([A-Za-z]{1,64}))?$/;

/** A place in a list that runs by time, then by order, then by what of the order it is about, where that can be several. */
export interface Place {
  readonly at: Date;
  readonly orderId: string;
  readonly step?: string;
}

/** Which page of an operators' list is asked for. */
export interface Page {
  readonly limit: number;
  readonly after: Place | undefined;
}

/** Reads `limit` and `after` of a list's query. Throws InvalidInput with a pointer to what is wrong. */
export function readPage(query: ApiRequest['query']): Page {
  const limit = readLimit(query);
  const { after } = query;
  if (after === undefined) return { limit, after };
  const [, at, orderId, step] = PLACE.exec(after) ?? [];
  if (at === undefined || orderId === undefined) throw badQuery('after', 'must be the next of an earlier page');
  return { limit, after: { at: new Date(Number(at)), orderId, ...(step === undefined ? {} : { step }) } };
}

/** Reads `limit` and an `after` that is a number, as lists in the order of their making have. */
export function readNumberedPage(query: ApiRequest['query']): { readonly limit: number; readonly after: number | undefined } {
  const { after } = query;
  if (after !== undefined && !/^\d{1,9}$/.test(after)) throw badQuery('after', 'must be the next of an earlier page');
  return { limit: readLimit(query), after: after === undefined ? undefined : Number(after) };
}

function readLimit({ limit = String(DEFAULT_LIMIT) }: ApiRequest['query']): number {
  if (/^\d{1,3}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT) return Number(limit);
  throw badQuery('limit', `must be an integer from 1 to ${MAX_LIMIT}`);
}

/** What is wrong with a query's parameter. */
export const badQuery = (name: string, message: string): InvalidInput =>
  new InvalidInput('the query is not valid', [{ pointer: `/query/${name}`, message }]);

/** A page of one row more than asked for; `next` is null on the last page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => Place | number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length <= limit || last === undefined ? null : textOf(placeOf(last)) };
}

function textOf(place: Place | number): string {
  if (typeof place === 'number') return String(place);
  const { at, orderId, step } = place;
  return [at.getTime(), orderId, ...(step === undefined ? [] : [step])].join('_');
}
