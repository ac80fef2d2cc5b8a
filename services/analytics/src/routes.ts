import { NotFound, route, type ApiResponse, type Platform, type Route } from '@sidecart/platform';
import { funnelAnswer, latencyAnswer, orderAnswer, productsAnswer, revenueAnswer } from './answers.js';
import { reportQuery, type ReportQuery } from './report-query.js';
import type { AnalyticsTx } from './store/client.js';
import { findOrderFacts } from './store/order-facts-store.js';
import { beforeOrders, failuresOf, funnelOf, latencyOf, revenueOf, topProducts } from './store/reports.js';

/** Analytics' HTTP interface. It reads only, and holds nothing that says who bought something. */
export function analyticsRoutes(platform: Platform<AnalyticsTx>): Route[] {
  return [revenueRoute(platform), funnelRoute(platform), latencyRoute(platform), productsRoute(platform), orderRoute(platform)];
}

/** A report over a period: its query is read as a whole before the database is asked. */
function report(path: string, { clock }: Platform<AnalyticsTx>, answer: (query: ReportQuery) => Promise<ApiResponse>): Route {
  return route({ method: 'get', path, handle: ({ query }) => answer(reportQuery(query, clock.now())) });
}

const revenueRoute = (platform: Platform<AnalyticsTx>): Route =>
  report('/revenue', platform, async (query) => {
    const period = query.period();
    const by = query.width(period);
    query.done();
    return revenueAnswer(period, by, await platform.database.transaction((tx) => revenueOf(tx, period, by)));
  });

const funnelRoute = (platform: Platform<AnalyticsTx>): Route =>
  report('/funnel', platform, async (query) => {
    const period = query.period();
    query.done();
    const funnel = await platform.database.transaction(async (tx) => ({
      paths: await funnelOf(tx, period),
      failures: await failuresOf(tx, period),
      ...(await beforeOrders(tx, period)),
    }));
    return funnelAnswer(period, funnel);
  });

const latencyRoute = (platform: Platform<AnalyticsTx>): Route =>
  report('/latency', platform, async (query) => {
    const [period, path] = [query.period(), query.path()];
    query.done();
    return latencyAnswer(period, path, await platform.database.transaction((tx) => latencyOf(tx, period, path)));
  });

const productsRoute = (platform: Platform<AnalyticsTx>): Route =>
  report('/products/top', platform, async (query) => {
    const [period, limit] = [query.period(), query.limit()];
    query.done();
    return productsAnswer(period, await platform.database.transaction((tx) => topProducts(tx, period, limit)));
  });

const orderRoute = ({ database }: Platform<AnalyticsTx>): Route =>
  route({
    method: 'get',
    path: '/orders/:orderId',
    uuidParams: ['orderId'],
    handle: async ({ params }) => {
      const orderId = params['orderId'] ?? '';
      const order = await database.transaction((tx) => findOrderFacts(tx, orderId));
      if (order === undefined) throw new NotFound('order', orderId);
      return orderAnswer(order);
    },
  });
