import { InvalidInput, type ApiRequest, type Violation } from '@sidecart/platform';
import { mailKinds, mailStatuses } from './domain/mail.js';
import type { MailQuery } from './store/mail-store.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads the query of `GET /mails`. Throws InvalidInput with a pointer to every bad parameter. */
export function readMailQuery(query: ApiRequest['query']): MailQuery {
  const violations: Violation[] = [];
  const read = <Value>(name: string, parse: (text: string) => Value | undefined, must: string): Value | undefined => {
    const text = query[name];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) violations.push({ pointer: `/query/${name}`, message: must });
    return value;
  };
  const wanted: MailQuery = {
    orderId: read('orderId', uuid, 'must be a UUID'),
    kind: read('kind', (text) => mailKinds.find((kind) => kind === text), `must be one of ${mailKinds.join(', ')}`),
    status: read('status', (text) => mailStatuses.find((status) => status === text), `must be one of ${mailStatuses.join(', ')}`),
    limit: read('limit', size, `must be an integer from 1 to ${MAX_LIMIT}`) ?? DEFAULT_LIMIT,
    after: read('after', uuid, 'must be the next of an earlier page'),
  };
  if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
  return wanted;
}

/** Reads whether a resend is forced. Throws InvalidInput unless `force` is absent, true or false. */
export function readForce({ force = 'false' }: ApiRequest['query']): boolean {
  if (force === 'true' || force === 'false') return force === 'true';
  throw new InvalidInput('the query is not valid', [{ pointer: '/query/force', message: 'must be true or false' }]);
}

const uuid = (text: string): string | undefined => (UUID.test(text) ? text : undefined);
const size = (text: string): number | undefined => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT ? Number(text) : undefined);
