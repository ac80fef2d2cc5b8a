import { bodies } from '@sidecart/contracts';
import { InvalidInput, route, type Route } from '@sidecart/platform';
import type { Score } from './domain/score.js';
import type { Scores } from './use-cases/score-order.js';

/** Fraud's HTTP interface: path → contract → use case. */
export function fraudRoutes(scores: Scores): Route[] {
  return [
    route({
      method: 'post',
      path: '/scores',
      body: bodies.fraudScoreOrder,
      idempotencyKey: 'required',
      async handle({ body, query, idempotencyKey }) {
        const dryRun = isDryRun(query['dryRun']);
        const score = dryRun ? await scores.preview(body) : await scores.score(body, idempotencyKey ?? body.orderId);
        return { status: 200, body: { ...scoreBody(score), ...(dryRun ? { dryRun } : {}) } };
      },
    }),
    route({
      method: 'get',
      path: '/scores/:orderId',
      uuidParams: ['orderId'],
      handle: async ({ params }) => ({ status: 200, body: scoreBody(await scores.show(params['orderId'] ?? '')) }),
    }),
  ];
}

/** What a score was made from stays inside. */
function scoreBody({ orderId, decision, score, reasons, scoredAt, rules }: Score) {
  return { orderId, decision, score, reasons, scoredAt: scoredAt.toISOString(), rules };
}

function isDryRun(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new InvalidInput('a query parameter is not valid', [{ pointer: '/query/dryRun', message: 'must be true or false' }]);
}
