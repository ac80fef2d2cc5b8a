import type { OrderStatus } from '@sidecart/contracts';
import type { Outcome, ProcessingPath } from './order.js';

/** A place in the list of orders, which runs from the newest to the oldest. */
export interface Position {
  /** RFC 3339 in UTC, to the microsecond: what the database can tell apart. */
  readonly placedAt: string;
  readonly id: string;
}

/** Which orders are asked for; times are RFC 3339 in UTC, `from` included and `to` not. */
export interface OrderQuery {
  readonly customerId: string | undefined;
  readonly status: OrderStatus | undefined;
  readonly path: ProcessingPath | undefined;
  readonly outcome: Outcome | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly limit: number;
  /** The last order of the page before. */
  readonly after: Position | undefined;
}
