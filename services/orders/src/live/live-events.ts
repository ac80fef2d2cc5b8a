import type { StreamEvent } from '@sidecart/platform';
import { orderBody } from '../answers.js';
import type { Order } from '../domain/order.js';
import type { MadeChange } from '../store/read-changes.js';

/** The order as it stands, as `GET /orders/{id}` shows it. */
export const stateEvent = (order: Order): StreamEvent => ({ id: String(order.version), event: 'state', data: orderBody(order) });

/** One change. Its id is the version it made, which is where a client that comes back goes on. */
export function statusEvent({ version, from, to, at, reason, fulfillment }: MadeChange): StreamEvent {
  const known = { ...(reason === null ? {} : { reason }), ...(fulfillment === null ? {} : { fulfillment }) };
  return { id: String(version), event: 'status', data: { version, from, to, at: at.toISOString(), ...known } };
}

/** Nothing more will come. It has no id, so that a client that comes back all the same names the last version. */
export const endEvent = ({ version, status }: Pick<Order, 'version' | 'status'>): StreamEvent => ({ event: 'end', data: { version, status } });
