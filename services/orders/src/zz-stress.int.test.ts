import { sale, saleEvent } from './testing/sales';
import { startOrders } from './testing/orders-under-test';
test('race', async () => {
  const orders = await startOrders();
  let violations = 0;
  const raw = orders.service.platform.database.sql;
  for (let i = 0; i < 150; i += 1) {
    const order = sale();
    await Promise.all(Array.from({ length: 8 }, () => raw.$executeRawUnsafe(`insert into orders (id, order_number, checkout_session_id, customer_id, customer_email, currency, total_minor, content, placed_at)
      values ($1::uuid, $2, $1::uuid, 'c', 'e', 'EUR', 1, '{}', now()) on conflict (id) do nothing`, order.id, order.orderNumber).catch((e: Error) => { violations += 1; if (violations === 1) console.log(e.message); })));
  }
  console.log('plain violations', violations);
  let dead = 0;
  const t = performance.now();
  for (let i = 0; i < 100; i += 1) {
    const order = sale();
    const pairs = Array.from({ length: 6 }, () => saleEvent(order));
    await Promise.all(pairs.map((e) => orders.deliver([e])));
  }
  dead = (await orders.deadLetters()).length;
  const [retries] = await orders.rows('select count(*)::int as n from platform.event_retries');
  console.log('dead', dead, retries, (await orders.sent('orders.order.recorded')).length, performance.now() - t);
  await orders.close();
}, 120_000);
test('speed', async () => {
  const orders = await startOrders();
  const consumer = orders.service.consumer;
  const batches = Array.from({ length: 100 }, () => ({ entries: Array.from({ length: 200 }, (_x, n) => ({ entryId: String(n), event: saleEvent(sale()) })) }));
  for (let i = 0; i < 10; i += 1) await consumer.receive('checkout.order.completed', batches[i]);
  for (const width of [1, 4]) {
    const mine = batches.splice(10, 40);
    const t = performance.now();
    for (let i = 0; i < mine.length; i += width) await Promise.all(mine.slice(i, i + width).map((b) => consumer.receive('checkout.order.completed', b)));
    const ms = performance.now() - t;
    console.log('width', width, Math.round((mine.length * 200) / (ms / 1000)), 'events/s', await orders.orderCount());
  }
  await orders.close();
}, 120_000);
