import { bodies } from '@sidecart/contracts';
import { route, type Platform, type Route } from '@sidecart/platform';
import { guardThresholds } from '../domain/canary-guard.js';
import { greenDays, GREEN_DAYS, workflowShare } from '../domain/rollout-change.js';
import { badQuery, pageOf, readNumberedPage } from '../paging.js';
import type { OrdersTx } from '../store/client.js';
import { listRolloutChanges, readCanaryWindow, readRollout, type RolloutChangeRow } from '../store/rollout-store.js';
import { countShadow, listDiscrepancies, type DiscrepancyRow } from '../store/shadow-store.js';
import type { ChangeRollout } from '../use-cases/change-rollout.js';
import { guardWindow } from '../use-cases/guard-canary.js';

const admin = { access: 'admin' } as const;
const DAY_MS = 86_400_000;

/** How new orders are processed, and what speaks for or against changing it. */
export function rolloutRoutes(platform: Platform<OrdersTx>, use: { changeRollout: ChangeRollout }): Route[] {
  const { database } = platform;
  return [
    route({ ...admin, method: 'get', path: '/admin/rollout', handle: async () => ({ status: 200, body: await view(platform) }) }),
    route({
      ...{ ...admin, method: 'put', path: '/admin/rollout', body: bodies.ordersPutRollout },
      async handle({ body: { mode, canaryPercent, changedBy, reason, force = false } }) {
        await use.changeRollout({ mode, canaryPercent, changedBy, reason, force });
        return { status: 200, body: await view(platform) };
      },
    }),
    route({
      ...{ ...admin, method: 'get', path: '/admin/rollout/changes' },
      async handle({ query }) {
        const { limit, after } = readNumberedPage(query);
        const rows = await database.transaction((tx) => listRolloutChanges(tx, { limit: limit + 1, after }));
        const { items, next } = pageOf(rows, limit, ({ version }) => version);
        return { status: 200, body: { items: items.map(changeBody), next } };
      },
    }),
    route({
      ...{ ...admin, method: 'get', path: '/admin/shadow/discrepancies' },
      async handle({ query }) {
        const { limit, after } = readNumberedPage(query);
        const wanted = { limit: limit + 1, after, byDesign: readFlag(query['byDesign']) };
        const rows = await database.transaction((tx) => listDiscrepancies(tx, wanted));
        const { items, next } = pageOf(rows, limit, ({ id }) => Number(id));
        return { status: 200, body: { items: items.map(discrepancyBody), next } };
      },
    }),
  ];
}

/** The rollout, how long its metrics have been green, and what they are now. */
async function view({ database, clock }: Platform<OrdersTx>) {
  const now = clock.now();
  return database.transaction(async (tx) => {
    const rollout = await readRollout(tx);
    const within = guardWindow(rollout, now);
    const { counted, failed, compensated, meanSeconds } = await readCanaryWindow(tx, within);
    const rate = (count: number): number => (counted === 0 ? 0 : count / counted);
    const { mode, canaryPercent, heldBack, version, changedAt, greenSince } = rollout;
    return {
      ...{ mode, canaryPercent, heldBack, version, changedAt: changedAt.toISOString(), workflowShare: workflowShare(rollout) },
      green: { since: greenSince?.toISOString() ?? null, days: Math.floor(greenDays(rollout, now) * 10) / 10, daysWanted: GREEN_DAYS },
      window: {
        since: within.finishedSince.toISOString(),
        counted,
        failed,
        compensated,
        meanSeconds,
        failureRate: rate(failed),
        compensationRate: rate(compensated),
      },
      thresholds: guardThresholds,
      shadow: await countShadow(tx, new Date(now.getTime() - 7 * DAY_MS)),
    };
  });
}

function readFlag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badQuery('byDesign', 'must be true or false');
}

const changeBody = ({ version, fromMode, fromPercent, toMode, toPercent, changedBy, reason, forced, changedAt }: RolloutChangeRow) => ({
  ...{ version, changedBy, reason, forced, changedAt: changedAt.toISOString() },
  from: { mode: fromMode, canaryPercent: fromPercent },
  to: { mode: toMode, canaryPercent: toPercent },
});

const discrepancyBody = ({ orderId, kind, byDesign, choreography, orchestration, foundAt }: DiscrepancyRow) => ({
  ...{ orderId, kind, byDesign, choreography, orchestration },
  foundAt: foundAt.toISOString(),
});
