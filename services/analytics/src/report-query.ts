import type { OrderPath } from '@sidecart/contracts';
import { type ApiRequest, InvalidInput, parseInstant, type Violation } from '@sidecart/platform';
import { pathScale } from './domain/order-facts.js';
import type { Period, Width } from './domain/period.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_HOURS_DAYS = 31;
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

interface Parameter<Value> {
  readonly read: (text: string) => Value | undefined;
  readonly must: string;
}

const oneOf = <Value extends string>(...values: readonly Value[]): Parameter<Value> => ({
  read: (text) => values.find((value) => value === text),
  must: `must be one of ${values.join(', ')}`,
});
const instant: Parameter<string> = { read: parseInstant, must: 'must be a date, or an RFC 3339 instant in UTC' };
const size: Parameter<number> = {
  read: (text) => (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT ? Number(text) : undefined),
  must: `must be an integer from 1 to ${MAX_LIMIT}`,
};

/** A request's query, read piece by piece. `done` throws InvalidInput with a pointer to every bad parameter. */
export interface ReportQuery {
  /** The last 30 days where nothing is said. */
  period(): Period;
  /** Days where nothing is said; hours only of at most 31 days. */
  width(period: Period): Width;
  path(): OrderPath | undefined;
  limit(): number;
  done(): void;
}

/** Makes the reader of one query; `now` is where a period ends that names no end. */
export function reportQuery(query: ApiRequest['query'], now: Date): ReportQuery {
  const violations: Violation[] = [];
  const refuse = (name: string, message: string): void => void violations.push({ pointer: `/query/${name}`, message });
  const read = <Value>(name: string, { read: parse, must }: Parameter<Value>): Value | undefined => {
    const text = query[name];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) refuse(name, must);
    return value;
  };
  return {
    period() {
      const to = read('to', instant) ?? now.toISOString();
      const from = read('from', instant) ?? new Date(Date.parse(to) - DEFAULT_DAYS * DAY_MS).toISOString();
      if (Date.parse(from) >= Date.parse(to)) refuse('from', 'must be before to');
      return { from, to };
    },
    width({ from, to }) {
      const width = read('by', oneOf('hour', 'day')) ?? 'day';
      const tooLong = Date.parse(to) - Date.parse(from) > MOST_HOURS_DAYS * DAY_MS;
      if (width === 'hour' && tooLong) refuse('by', `must be day for more than ${MOST_HOURS_DAYS} days`);
      return width;
    },
    path: () => read('path', oneOf(...pathScale)),
    limit: () => read('limit', size) ?? DEFAULT_LIMIT,
    done() {
      if (violations.length > 0) throw new InvalidInput('the query is not valid', violations);
    },
  };
}
