import { AppError, NotFound, type Clock, type Platform } from '@sidecart/platform';
import type { Fact } from '../../domain/fact.js';
import { isDead, type Order } from '../../domain/order.js';
import { refusal, type Answer } from '../../remote/ask.js';
import type { Patience, Services } from '../../remote/services.js';
import type { OrdersTx } from '../../store/client.js';
import { isUndoing } from '../../store/compensation-store.js';
import { findOrder, lockOrders } from '../../store/order-store.js';
import type { ApplyFacts } from '../../use-cases/apply-facts.js';

/** What activities work with. */
export interface ActivityParts {
  readonly platform: Platform<OrdersTx>;
  readonly clock: Clock;
  readonly applyFacts: ApplyFacts;
  readonly services: Services;
  /** How long a flagged order waits for a human, milliseconds. */
  readonly reviewLimitMs: number;
}

/** What every activity is told. The order itself is read from the database: no card and no e-mail stands in a workflow's history. */
export interface StepInput {
  readonly orderId: string;
}

/** One activity: a definite answer, or a throw for an outcome that is unknown and asked for again. */
export type Activity<Input extends StepInput = StepInput, Value = unknown> = (input: Input, wait: Patience) => Promise<Answer<Value>>;

/** An activity's definite success. */
export const done = <Value>(value: Value): Answer<Value> => ({ ok: true, value });

/** The order an activity is about. Throws NotFound. */
export async function orderOf({ platform }: ActivityParts, { orderId }: StepInput): Promise<Order> {
  const order = await platform.database.transaction((tx) => findOrder(tx, orderId));
  if (order === undefined) throw new NotFound('order', orderId);
  return order;
}

/** The code of a refusal that says nothing about the step's effect: somebody else has ended the order. */
export const ORDER_DEAD = 'ORDER_DEAD';

/** A step for a living order. For a dead one nothing more is begun: whoever ended it has had all undone. */
export const livingStep =
  <Value>(parts: ActivityParts, run: (order: Order, wait: Patience) => Promise<Answer<Value>>): Activity<StepInput, Value> =>
  async (input, wait) => {
    const order = await orderOf(parts, input);
    return isDead(order.status) ? refusal(ORDER_DEAD, 'Somebody else has ended the order.') : run(order, wait);
  };

/**
 * Puts on record what a step came to. Throws AppError ORDER_UNDONE where the saga is undoing the order, and has it unchanged:
 * this attempt was given up. Throws AppError ORDER_DEAD where the order died meanwhile; that is told, so that it is undone.
 */
export async function recordStep({ platform, applyFacts }: ActivityParts, orderId: string, fact: Fact): Promise<void> {
  const reaction = await platform.database.transaction(async (tx) => {
    await lockOrders(tx, [orderId]);
    if (await isUndoing(tx, orderId)) throw new AppError('ORDER_UNDONE', 'the order is being undone');
    return (await applyFacts(tx, [{ orderId, fact }]))[0];
  });
  if (reaction !== undefined && isDead(reaction.order.status)) throw new AppError(ORDER_DEAD, 'the order died meanwhile');
}
