// The smallest app that runs workflows: its activities do as their input says and write down that they ran.
const { appendFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { createLogger } = require('@sidecart/platform');
const {
  createWorkflowRuntime,
  defineActivity,
  defineWorkflow,
  done,
  handle,
  openInbox,
  refused,
  runStep,
  waitForEvent,
} = require('@sidecart/platform/workflow');

const { APP_PORT, DAPR_HTTP_PORT, DAPR_GRPC_PORT, DAPR_API_TOKEN, FACTS_FILE } = process.env;
const write = (fact) => appendFileSync(FACTS_FILE, `${JSON.stringify({ at: Date.now(), pid: process.pid, ...fact })}\n`);

const act = defineActivity('Act');
/** `plan` has one word an attempt: done, fail, refuse, hang, slow (2 s); the last one holds for all later attempts. */
const acts = handle(act, async ({ plan }, { instanceId, attempt, idempotencyKey, signal }) => {
  write({ event: 'began', instanceId, attempt, idempotencyKey });
  const behaviour = plan[Math.min(attempt, plan.length) - 1];
  if (behaviour === 'fail') throw new Error('not this time');
  if (behaviour === 'refuse') return refused('NEVER', 'never at all');
  if (behaviour === 'slow') await sleep(2000);
  if (behaviour === 'hang') await sleep(60_000, undefined, { signal });
  write({ event: 'done', instanceId, attempt });
  return done({ attempt });
});

const steps = defineWorkflow('Steps', function* (ctx, { times = 1, plan, policy }) {
  const outcomes = [];
  for (let index = 0; index < times; index += 1) outcomes.push(yield* runStep(ctx, act, { plan }, policy));
  return outcomes;
});

const review = defineWorkflow('Review', function* (ctx, { timeoutMs, first }) {
  const inboxes = [openInbox(ctx, 'decision'), openInbox(ctx, 'cancel')];
  const missed = first === undefined ? undefined : yield* waitForEvent(ctx, inboxes, first);
  return { missed, answer: yield* waitForEvent(ctx, inboxes, timeoutMs) };
});

const runtime = createWorkflowRuntime({
  httpPort: Number(DAPR_HTTP_PORT),
  grpcPort: Number(DAPR_GRPC_PORT),
  apiToken: DAPR_API_TOKEN,
  log: createLogger({ service: 'workflow-app', level: 'info', pretty: false }),
  workflows: [steps, review],
  activities: [acts],
  onAttempt: ({ instanceId, step, attempt, result, flow }) => write({ event: 'fact', instanceId, step, attempt, result: result.type, flow }),
});

const server = createServer((request, response) => {
  const known = request.url === '/healthz' || request.url === '/readyz';
  response.writeHead(request.url === '/ready' ? (runtime.ready() ? 200 : 503) : known ? 200 : 404).end();
});
server.listen(Number(APP_PORT), '127.0.0.1', () => runtime.start());
process.on('SIGTERM', () => {
  server.close();
  void runtime.stop().then(() => process.exit(0));
});
