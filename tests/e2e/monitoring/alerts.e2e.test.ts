import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../../packages/platform/src/testing/index.js';
import { metricsIn, readRules } from '../../../scripts/src/observe/rule-files.js';
import { projectRoot } from '../../../scripts/src/stack/index.js';
import { emptyPanels } from './dashboards.js';
import { openWatchedShop, type WatchedShop } from './support.js';

const ALERT = 'OrderCompensationRate';
/** What a busy test machine does by itself, with times fifteen times shorter; the promtool tests hold these. */
const OF_THE_MACHINE = ['EventLoopDelay', 'EventLatencyHigh', 'DatabasePoolExhausted'];

let watched: WatchedShop;
beforeAll(async () => (watched = await openWatchedShop()), 900_000);
afterAll(() => watched.close());

const firing = async (): Promise<string[]> => {
  const samples = await watched.query('group by (alertname) (last_over_time(ALERTS{alertstate="firing"}[1h]))');
  return samples.map(({ metric }) => metric['alertname'] ?? '').filter((name) => !OF_THE_MACHINE.includes(name));
};
const about = (alert: string) => watched.notices.filter(({ alerts }) => alerts.some(({ labels }) => labels['alertname'] === alert));

test('when orders and sales have gone through, then every metric of every rule is there, or its rule names the exporter, and nothing rings', async () => {
  const { desk, shop } = watched;
  await desk.choose('orchestration');
  const ids = await Promise.all(Array.from({ length: 10 }, () => desk.place()));
  const sales = await shop.sellMany(5);
  for (const id of [...ids, ...sales.map(({ orderId }) => orderId)]) await desk.reaches(id, 'COMPLETED', 120_000);
  await watched.scraped();
  // Twice: what a rule records of one look is there after the next.
  await watched.scraped();
  const present = await watched.metricNames();
  const missing = readRules(join(projectRoot, 'monitoring', 'rules'))
    .filter(({ annotations }) => annotations?.['exporter'] === undefined)
    .flatMap(({ alert, record, expr }) => metricsIn(expr).map((metric) => ({ rule: alert ?? record, metric })))
    .filter(({ metric }) => !present.has(metric));
  expect(missing).toEqual([]);
  expect(await firing()).toEqual([]);
}, 420_000);

test('when sidecars have made their consumer groups, then the exporter names streams by topic and groups by service', async () => {
  const group = (metric: string) => watched.query(`${metric}{stream="orders.order.recorded", group="checkout"}`);
  expect(await group('redis_stream_group_lag')).toMatchObject([{ value: 0 }]);
  expect(await group('redis_stream_group_lost_entries')).toMatchObject([{ value: 0 }]);
});

test('when orders and sales have gone through, then every panel of every dashboard shows something', async () => {
  expect(await emptyPanels(watched.query, 'orders')).toEqual([]);
});

test('when the carrier refuses most orders, then the pager is told once, with the runbook, and told when it is over', async () => {
  const { desk } = watched;
  await desk.fault('shipping', { operation: 'create-shipment', effect: 'decline', share: 0.8 });
  const ids = await Promise.all(Array.from({ length: 20 }, () => desk.place()));
  const [told] = await eventually(() => (about(ALERT).length > 0 ? about(ALERT) : undefined), { timeoutMs: 180_000, everyMs: 500 });
  expect(told).toMatchObject({ path: '/pager', receiver: 'pager', status: 'firing' });
  const [alert] = told!.alerts;
  expect(alert?.labels).toEqual({ alertname: ALERT, severity: 'page', service: 'orders' });
  expect(alert?.annotations['description']).toMatch(/^\d+(\.\d+)?% of the orders/);
  const [file = '', anchor = ''] = alert?.annotations['runbook_url']?.split('#') ?? [];
  const headings = [...readFileSync(join(projectRoot, file), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  expect(headings).toContain(anchor);
  // Undone orders are no failed ones.
  expect(await firing()).toEqual([ALERT]);

  await desk.noFaults();
  for (const id of ids) await desk.settled(id);
  const over = await eventually(() => about(ALERT).find(({ status }) => status === 'resolved'), { timeoutMs: 240_000, everyMs: 500 });
  expect(over.path).toBe('/pager');
  expect(about(ALERT).map(({ status }) => status)).toEqual(['firing', 'resolved']);
}, 600_000);
