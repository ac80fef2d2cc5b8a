// Ours in the benchmark: the platform's consumer with a handler that does what the peer does, a batch at a time.
import { registry, type CheckoutOrderCompleted } from '@sidecart/contracts';
import { defineService, loadConfig, on, runService, type Handler, type Topic, type Tx } from '@sidecart/platform';
import { PrismaClient } from '../generated/prisma/client.js';

const topic: Topic<CheckoutOrderCompleted> = { name: 'checkout.order.completed', major: 1 };

const record: NonNullable<Handler<CheckoutOrderCompleted>['handleBatch']> = async (events, { tx }) => {
  const orders = events.map(({ data }) => data.order);
  await tx.$executeRawUnsafe(
    `insert into peer_orders (id, order_number, checkout_session_id, customer_id, currency, total_minor, content, placed_at)
     select (o->>'id')::uuid, o->>'orderNumber', (o->>'checkoutSessionId')::uuid, o->'customer'->>'id', o->>'currency',
       (o->'total'->>'minor')::bigint, o, (o->>'placedAt')::timestamptz
     from jsonb_array_elements($1::jsonb) as s(o) on conflict (id) do nothing`,
    JSON.stringify(orders),
  );
};

const service = defineService<Tx, ReturnType<typeof load>>({
  name: 'ours',
  contracts: registry,
  createClient: (adapter) => new PrismaClient({ adapter }),
  wire: () => ({ subscriptions: [on(topic, { handle: (event, context) => record([event], context), handleBatch: record })] }),
});

function load(env: NodeJS.ProcessEnv) {
  return loadConfig('ours', {}, env);
}

void runService(service, load);
