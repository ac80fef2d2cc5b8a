import type { Fact, Telling } from './fact.js';
import { isDead, isFinal, type Failure, type Order, type Outcome } from './order.js';
import { notUndone } from './progress.js';

/** How long an order may stand still before somebody looks after it, milliseconds. The workflow looks after its own, so they may stand longer. */
export interface Allowances {
  readonly STEP_ALLOWANCE_MS: number;
  readonly WORKFLOW_ALLOWANCE_MS: number;
}

/** How long an order may stand still in all, milliseconds; one in review that much longer. */
export interface Limits extends Allowances {
  readonly STANDSTILL_LIMIT_MS: number;
  readonly REVIEW_LIMIT_MS: number;
}

/** Who knows how far an order is. */
export type Question = 'payment' | 'reservation' | 'shipment' | 'workflow';

/**
 * What came of asking. `facts`: it went on, or never will. `nothing`: nobody is at it. `open`: somebody is. `unreachable`:
 * nobody answered, which says nothing.
 */
export type Finding =
  | { readonly found: 'facts'; readonly facts: readonly Fact[] }
  | { readonly found: 'nothing' }
  | { readonly found: 'open' }
  | { readonly found: 'unreachable' };

/** One look at an order that stands still. */
export interface Look {
  readonly order: Order;
  /** Looks made before this one since the order last moved. */
  readonly looks: number;
  /** Undefined where nobody had to be asked. */
  readonly finding: Finding | undefined;
  readonly now: Date;
}

/** What is done about an order that stands still. */
export type Verdict =
  | { readonly does: 'apply'; readonly facts: readonly Fact[] }
  /** Says again what everybody was told before. */
  | { readonly does: 'tell'; readonly telling: Telling | 'recorded' }
  /** Has the next service do what its event should have led to. */
  | { readonly does: 'request'; readonly what: 'reservation' | 'shipment' }
  /** Asks the running workflow to stop. */
  | { readonly does: 'cancel' }
  | { readonly does: 'wait' }
  /** Leaves it to an operator. */
  | { readonly does: 'hand over' }
  /** Nothing is to be looked after. */
  | { readonly does: 'rest' };

const LONGEST_WAIT = 10;
/** How often a dead order whose undoing nobody confirms is told of again. */
const TELLINGS = 5;

/** Whom to ask about an order; undefined where nobody has to be. */
export function questionAbout({ path, status, total }: Order): Question | undefined {
  if (isFinal(status) || path === undefined) return undefined;
  if (path === 'orchestration') return 'workflow';
  if (status === 'SHIPPED') return total === undefined ? 'payment' : undefined;
  return askedIn[status];
}

const askedIn: Readonly<Partial<Record<Order['status'], Question>>> = { PENDING: 'payment', PAID: 'reservation', RESERVED: 'shipment' };

/**
 * Decides about an order that stands still: what became known is applied, what got lost is asked for again, and what has
 * stood for too long is failed, which undoes it. Nothing is failed before its limit, or without having been looked at before.
 */
export function decideLook(look: Look, limits: Limits): Verdict {
  const { order, finding } = look;
  if (order.status === 'COMPLETED') return { does: 'rest' };
  if (isDead(order.status)) return decideUndoing(look);
  if (order.path === undefined) return { does: 'apply', facts: [{ type: 'claimed', path: 'choreography' }] };
  if (finding?.found === 'facts') return { does: 'apply', facts: finding.facts };
  if (order.status === 'SHIPPED') return decideShipped(look, limits);
  return order.path === 'orchestration' ? decideWorkflow(look, limits) : decideChoreography(look, limits);
}

/** An order is dead; where nobody confirms that all is undone, everybody is told again, a few times. */
function decideUndoing({ order, looks }: Look): Verdict {
  if (notUndone(order).length === 0) return { does: 'rest' };
  return looks < TELLINGS ? { does: 'tell', telling: 'failed' } : { does: 'hand over' };
}

/** After the shipment an order can only be completed, whoever should have done that. */
function decideShipped(look: Look, limits: Limits): Verdict {
  const { order, finding } = look;
  const isOver = periodsOver(look, limits) > 0;
  if (order.total === undefined) return isOver ? { does: 'hand over' } : { does: 'wait' };
  const runs = order.path === 'orchestration' && finding?.found !== 'nothing';
  return runs && !isOver ? { does: 'wait' } : { does: 'apply', facts: [{ type: 'completed' }] };
}

/** A running workflow is asked to stop; only one that does not, for as long again, has its order taken away. */
function decideWorkflow(look: Look, limits: Limits): Verdict {
  if (look.finding?.found === 'nothing') return fail(look.order, { code: 'WORKFLOW_ENDED', message: 'The workflow ended without ending the order.' });
  const periods = periodsOver(look, limits);
  if (periods === 0) return { does: 'wait' };
  return periods === 1 ? { does: 'cancel' } : standstill(look.order);
}

function decideChoreography(look: Look, limits: Limits): Verdict {
  const { order, finding } = look;
  // A label may be on the goods already: its cancellation can be refused, so shipping is waited for as long again.
  const patience = order.status === 'RESERVED' && finding?.found === 'unreachable' ? 2 : 1;
  if (periodsOver(look, limits) >= patience) return standstill(order);
  return finding?.found === 'nothing' && !hasLeft(order) ? resume(order) : { does: 'wait' };
}

function resume({ status, origin }: Order): Verdict {
  if (status === 'PENDING') return { does: 'tell', telling: 'created' };
  if (status === 'RESERVED') return { does: 'request', what: 'shipment' };
  return origin === 'checkout' ? { does: 'tell', telling: 'recorded' } : { does: 'request', what: 'reservation' };
}

/** How many times over its limit an order has stood: at most as often as it was looked at, so that one that is found late has its chance. */
function periodsOver({ order, looks, now }: Look, limits: Limits): 0 | 1 | 2 {
  const stood = now.getTime() - order.updatedAt.getTime();
  const [first, second] = periods(order, limits);
  if (stood < first || looks < 1) return 0;
  return stood < second || looks < 2 ? 1 : 2;
}

/** After how long an order has stood for too long, and for as long again; milliseconds. */
function periods({ status }: Order, { STANDSTILL_LIMIT_MS, REVIEW_LIMIT_MS }: Limits): readonly [number, number] {
  const limit = STANDSTILL_LIMIT_MS + (status === 'IN_REVIEW' ? REVIEW_LIMIT_MS : 0);
  return [limit, limit + STANDSTILL_LIMIT_MS];
}

const standstill = (order: Order): Verdict =>
  fail(order, { code: 'STANDSTILL', message: 'The order stood still for too long.', ...stepIn[order.status] }, 'timed_out');

const stepIn: Readonly<Partial<Record<Order['status'], Pick<Failure, 'step'>>>> = {
  PENDING: { step: 'ProcessPayment' },
  IN_REVIEW: { step: 'RunFraudCheck' },
  PAID: { step: 'ReserveInventory' },
  RESERVED: { step: 'CreateShipment' },
};

/** Failing undoes whatever was done, known or not; goods that an operator sent off are past that. */
function fail(order: Order, failure: Failure, outcome?: Outcome): Verdict {
  if (hasLeft(order)) return { does: 'hand over' };
  const ending = { type: 'dead' as const, status: 'FAILED' as const, failure, by: 'sweeper' as const };
  return { does: 'apply', facts: [outcome === undefined ? ending : { ...ending, outcome }] };
}

const hasLeft = ({ fulfillment }: Order): boolean => fulfillment.status === 'SHIPPED' || fulfillment.status === 'DELIVERED';

/** In how long an order that stands still is looked at next after so many looks, milliseconds: the wait doubles, and no limit is passed unseen. */
export function nextLookIn(order: Order, looks: number, now: Date, limits: Limits): number {
  const wait = allowanceOf(order, limits) * Math.min(LONGEST_WAIT, 2 ** looks);
  if (isDead(order.status)) return wait;
  const stood = now.getTime() - order.updatedAt.getTime();
  const limit = periods(order, limits).find((period) => period > stood);
  return limit === undefined ? wait : Math.min(wait, limit - stood);
}

/** In how long an order is looked at after something became known of it, milliseconds; `as planned` where it did not move. */
export function replan(before: Order, after: Order, allowances: Allowances): number | 'never' | 'as planned' {
  if (after.status === 'COMPLETED') return 'never';
  const [left, leftBefore] = [notUndone(after).length, notUndone(before).length];
  if (isDead(after.status) && left === 0) return 'never';
  const moved = isDead(before.status)
    ? left > leftBefore
    : before.version !== after.version || before.path !== after.path || before.total !== after.total;
  return moved ? allowanceOf(after, allowances) : 'as planned';
}

const allowanceOf = ({ path, status }: Order, { STEP_ALLOWANCE_MS, WORKFLOW_ALLOWANCE_MS }: Allowances): number =>
  !isDead(status) && (path === 'orchestration' || status === 'IN_REVIEW') ? WORKFLOW_ALLOWANCE_MS : STEP_ALLOWANCE_MS;
