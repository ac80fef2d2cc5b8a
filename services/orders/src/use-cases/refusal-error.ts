import { Conflict, PreconditionFailed, type AppError } from '@sidecart/platform';
import type { Refusal } from '../domain/order.js';

/** A refusal as an error: a stale version, or what the order's state does not allow. */
export function refusalError(refusal: Refusal): AppError {
  switch (refusal.why) {
    case 'STALE':
      return new PreconditionFailed('the order has another version than If-Match names; read it again');
    case 'ORDER_DEAD':
      return new Conflict('ORDER_DEAD', 'the order is dead');
    case 'WORKFLOW_RUNS':
      return new Conflict('WORKFLOW_RUNS', 'the order is processed by the workflow; use POST /orders/{id}/cancel, or wait until it has ended');
    case 'ORDER_CLOSED':
      return new Conflict('ORDER_CLOSED', `the order is ${refusal.status}: nothing is delivered for it`, {
        details: { orderStatus: refusal.status },
      });
    case 'ILLEGAL_TRANSITION': {
      const { from, to, allowed } = refusal;
      return new Conflict('ILLEGAL_TRANSITION', `${from} does not lead to ${to}`, { details: { from, to, allowed } });
    }
  }
}
