import { afterCommit, type Metrics, type Platform, type Readings } from '@sidecart/platform';
import { refusalCodes } from './domain/canary-guard.js';
import { steps } from './domain/failing-step.js';
import { isFinal, type Order, type Outcome } from './domain/order.js';
import { allStatuses } from './domain/order-status.js';
import { workflowShare } from './domain/rollout-change.js';
import { leadsToWorkflow, rolloutModes } from './domain/rollout.js';
import { unforeseenKinds, type Comparison } from './domain/shadow-comparison.js';
import type { OrdersTx } from './store/client.js';
import { readGauges, type EndNote, type OrdersGauges } from './store/metrics-store.js';

/** What orders counts. Each counts once the caller's transaction has committed, and never if it rolls back. */
export interface OrdersMetrics {
  /** Orders were placed, or sales recorded. */
  placed(tx: OrdersTx, path: PathLabel, count?: number): void;
  /** An order has come to its end. */
  ended(tx: OrdersTx, order: Order, note: EndNote | undefined): void;
  /** An order was compared with its dry run. */
  compared(tx: OrdersTx, outcome: Comparison): void;
  /** The guard has stepped the canary back. */
  steppedBack(tx: OrdersTx): void;
}

const paths = ['checkout', 'choreography', 'orchestration'] as const;

/** How an order came in and who processes it, as metrics name it: a sale of checkout, or a placed order by its path. */
export type PathLabel = (typeof paths)[number];

/** The path of an order; of one nobody has claimed yet, the one it was meant for. */
export function pathOf({ origin, path, route }: Pick<Order, 'origin' | 'path' | 'route'>): PathLabel {
  if (origin === 'checkout') return 'checkout';
  return path ?? (leadsToWorkflow(route) ? 'orchestration' : 'choreography');
}

const outcomes: readonly Outcome[] = ['completed', 'failed', 'compensated', 'timed_out'];
const comparisons: readonly Comparison[] = ['same', 'by_design', 'different'];
const openStatuses = allStatuses.filter((status) => !isFinal(status));
/** `none`: no step failed, somebody stopped the order. */
const failingSteps = [...steps, 'ConfirmInventory', 'none'] as const;
const stepOf = (step: string | undefined) => failingSteps.find((known) => known === step) ?? 'none';

/** Seconds, with 45 among them: the mean the workflow is held against. */
const DURATIONS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 120, 300, 900, 3_600];
const MAX = 'Read from the database: every replica shows the same, so take max, not sum.';

/** Declares orders' metrics. */
export function createOrdersMetrics({ metrics, database, clock }: Pick<Platform<OrdersTx>, 'metrics' | 'database' | 'clock'>): OrdersMetrics {
  metrics.readings('orders', gauges, async () => {
    const since = new Date(clock.now().getTime() - WEEK_MS);
    return readingsOf(await readGauges(database.sql, { kinds: unforeseenKinds, since, most: MOST_DIFFERENCES }));
  });
  const workflow = declareWorkflow(metrics);
  const { placed, duration } = declareOrders(metrics);
  const { compared, stepsBack } = declareRollout(metrics);
  return {
    placed: (tx, path, count = 1) => afterCommit(tx, () => placed.inc({ path }, count)),
    ended: (tx, order, note) =>
      afterCommit(tx, () => {
        if (order.outcome === undefined || order.finishedAt === undefined) return;
        const seconds = Math.max(0, order.finishedAt.getTime() - Date.parse(order.content.placedAt)) / 1_000;
        duration.observe({ path: pathOf(order), status: order.status }, seconds);
        if (order.path === 'orchestration') workflow(order, order.outcome, seconds, note);
      }),
    compared: (tx, outcome) => afterCommit(tx, () => compared.inc({ outcome })),
    steppedBack: (tx) => afterCommit(tx, () => stepsBack.inc()),
  };
}

/** The four of the workflow; the time of an order does not count its wait for a human. */
function declareWorkflow(metrics: Metrics) {
  const duration = metrics.histogram({
    name: 'order_workflow_duration_seconds',
    help: 'From placing to the end of an order the workflow processed, without its wait for a human; by outcome.',
    labels: ['status'],
    buckets: DURATIONS,
  });
  const status = metrics.counter({
    name: 'order_workflow_status',
    help: 'Orders the workflow has brought to an end, by outcome; counted when the outcome is committed.',
    labels: ['status'],
  });
  const refused = metrics.counter({
    name: 'order_workflow_refused_total',
    help: 'Of the orders in order_workflow_status, those that were rightly refused: sold-out goods, a blocked customer, fraud, a review.',
    labels: ['status'],
  });
  const triggered = metrics.counter({
    name: 'compensation_triggered_total',
    help: 'Orders of the workflow that ended with something to undo, by the step they failed in; none: somebody stopped the order.',
    labels: ['failing_step'],
  });
  for (const outcome of outcomes) {
    status.inc({ status: outcome }, 0);
    refused.inc({ status: outcome }, 0);
    duration.zero({ status: outcome });
  }
  for (const step of failingSteps) triggered.inc({ failing_step: step }, 0);
  return (order: Order, outcome: Outcome, seconds: number, note: EndNote | undefined): void => {
    status.inc({ status: outcome });
    if (refusalCodes.includes(order.failure?.code ?? '')) refused.inc({ status: outcome });
    duration.observe({ status: outcome }, Math.max(0, seconds - (note?.reviewSeconds ?? 0)));
    if (outcome === 'compensated' || note?.undoing === true) triggered.inc({ failing_step: stepOf(order.failure?.step) });
  };
}

function declareOrders(metrics: Metrics) {
  const placed = metrics.counter({
    name: 'orders_placed_total',
    help: 'Orders that came in, by path: sales recorded for checkout, and placed orders by the path they were meant for.',
    labels: ['path'],
  });
  const duration = metrics.histogram({
    name: 'order_duration_seconds',
    help: 'From placing to the end of an order, the wait for a human included, by path and final status.',
    labels: ['path', 'status'],
    buckets: DURATIONS,
  });
  for (const path of paths) placed.inc({ path }, 0);
  return { placed, duration };
}

function declareRollout(metrics: Metrics) {
  const compared = metrics.counter({
    name: 'shadow_comparisons_total',
    help: 'Orders compared with their dry run: the same, different by design, or different.',
    labels: ['outcome'],
  });
  const stepsBack = metrics.counter({ name: 'rollout_guard_steps_back_total', help: 'How often the guard has stepped the canary back to 0 %.' });
  for (const outcome of comparisons) compared.inc({ outcome }, 0);
  return { compared, stepsBack };
}

const WEEK_MS = 7 * 86_400_000;

/** The most differences of a kind that are counted, so that a scrape stays cheap when each order differs. */
const MOST_DIFFERENCES = 10_000;

const gauges = [
  { name: 'orders_open', help: `Orders that have not come to their end, by path and status. ${MAX}`, labels: ['path', 'status'] },
  { name: 'orders_in_review', help: `Orders that wait for the decision of a human. ${MAX}` },
  { name: 'compensations_stuck', help: `Compensations in the queue of the operators. ${MAX}` },
  {
    name: 'shadow_discrepancies_open',
    help: `Differences of the last week that nobody foresaw, by kind, counted up to ${MOST_DIFFERENCES} each. ${MAX}`,
    labels: ['kind'],
  },
  { name: 'rollout_mode', help: `1 for the mode new orders are processed by, 0 for the others. ${MAX}`, labels: ['mode'] },
  { name: 'rollout_canary_share', help: `Share of new orders the workflow takes, percent. ${MAX}` },
] as const;

function readingsOf({ open, ...gauge }: OrdersGauges): Readings<(typeof gauges)[number]['name']> {
  const inReview = open.filter(({ status }) => status === 'IN_REVIEW');
  return {
    orders_open: paths.flatMap((path) =>
      openStatuses.map((status) => ({
        labels: { path, status },
        value: open.find((group) => group.path === path && group.status === status)?.count ?? 0,
      })),
    ),
    orders_in_review: [{ value: inReview.reduce((sum, { count }) => sum + count, 0) }],
    compensations_stuck: [{ value: gauge.stuckCompensations }],
    shadow_discrepancies_open: unforeseenKinds.map((kind) => ({ labels: { kind }, value: gauge.discrepancies[kind] })),
    rollout_mode: rolloutModes.map((mode) => ({ labels: { mode }, value: mode === gauge.mode ? 1 : 0 })),
    rollout_canary_share: [{ value: workflowShare(gauge) }],
  };
}
