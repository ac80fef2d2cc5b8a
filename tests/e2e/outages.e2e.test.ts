import { eventually } from '../../packages/platform/src/testing/index.js';
import { openShop, type Shop } from './support/shop.js';

let shop: Shop;
beforeAll(async () => {
  // No resend within a test: what arrives has come through outbox and streams alone.
  shop = await openShop({ appEnv: { checkout: { RESEND_AFTER_MS: '3600000', RESEND_MAX_MS: '3600000' } } });
}, 120_000);
afterAll(() => shop.close());

const MINUTES = 120_000;

test(
  'when orders is stopped while 50 sales are made, then each is sold and all arrive after it starts',
  async () => {
    await shop.stack.app('orders').stop();
    const sales = await shop.sellMany(50);
    expect(await shop.rows('orders', 'select 1 from orders where id = any($1)', [sales.map(({ orderId }) => orderId)])).toEqual([]);
    await shop.stack.app('orders').start();
    await shop.allRecorded(sales, 90_000);
  },
  MINUTES,
);

test(
  'when Redis is stopped and every sidecar restarted without it, then 50 sales are still answered 201, and all arrive once it is back',
  async () => {
    await shop.sell();
    await shop.stack.redis.stop();
    await Promise.all(['checkout', 'payment', 'orders'].map((name) => shop.stack.sidecar(name).restart()));
    await eventually(async () => (await shop.complete(await shop.session())).status === 201, { timeoutMs: 60_000 });
    const sales = await shop.sellMany(50).finally(() => shop.stack.redis.start());
    await shop.allRecorded(sales, 100_000);
  },
  2 * MINUTES,
);

test(
  'when Redis is emptied after publishing and before consumption, then all arrive: the relay sends every topic again',
  async () => {
    await shop.stack.app('orders').stop();
    const sales = await shop.sellMany(20);
    await eventually(async () => (await shop.rows('checkout', 'select 1 from platform.outbox_events where sent_at is null')).length === 0, {
      timeoutMs: 30_000,
    });
    const sentBefore = await shop.rows<{ topic: string; n: number }>(
      'checkout',
      'select topic, count(*)::int as n from platform.outbox_events group by topic order by topic',
    );
    await shop.stack.redis.flush();
    await eventually(
      async () => {
        const streams = await Promise.all(sentBefore.map(async ({ topic, n }) => Number(await shop.stack.redis.command('XLEN', topic)) >= n));
        return streams.every(Boolean);
      },
      { timeoutMs: 60_000 },
    );
    await shop.stack.app('orders').start();
    await shop.allRecorded(sales, 90_000);
  },
  MINUTES,
);

test(
  'when acknowledgements are lost, then the sale is sent again as a new event until its row closes',
  async () => {
    shop.stack.setEnv('checkout', { RESEND_AFTER_MS: '3000' });
    await shop.stack.app('checkout').restart();
    await shop.stack.app('checkout').ready();
    await shop.rows(
      'orders',
      `create function lose() returns trigger language plpgsql as $$ begin new.sent_at := now(); new.sent_number := 0; return new; end $$`,
    );
    await shop.rows(
      'orders',
      `create trigger lose before insert on platform.outbox_events for each row when (new.topic = 'orders.order.recorded') execute function lose()`,
    );
    const sale = await shop.sell();
    await eventually(async () => (await shop.rows('orders', 'select 1 from orders where id = $1', [sale.orderId])).length === 1, {
      timeoutMs: 30_000,
    });
    await shop.rows('orders', 'drop trigger lose on platform.outbox_events');
    const unacknowledged = () =>
      shop.rows('checkout', 'select 1 from checkout_transactions where order_id = $1 and acknowledged_at is null', [sale.orderId]);
    expect(await unacknowledged()).toHaveLength(1);
    await eventually(async () => (await unacknowledged()).length === 0, { timeoutMs: 60_000 });
    const events = await shop.rows<{ id: string; cause: string | null }>(
      'checkout',
      `select id, event->>'causationid' as cause from platform.outbox_events where topic = 'checkout.order.completed' and event->>'subject' = $1 order by number`,
      [sale.orderId],
    );
    expect(events.length).toBeGreaterThan(1);
    expect(new Set(events.slice(1).map(({ cause }) => cause))).toEqual(new Set([events[0]!.id]));
    expect(await shop.rows('orders', 'select 1 from orders where id = $1', [sale.orderId])).toHaveLength(1);
  },
  MINUTES,
);
