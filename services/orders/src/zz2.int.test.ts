import { randomUUID } from 'node:crypto';
import { sale, saleEvent } from './testing/sales';
import { startOrders } from './testing/orders-under-test';
test('explain', async () => {
  const orders = await startOrders();
  const sql = orders.service.platform.database.sql;
  const mk = () => Array.from({ length: 200 }, () => sale());
  const A = `insert into orders (id, order_number, checkout_session_id, customer_id, customer_email, currency, total_minor, content, placed_at)
  select (sale->>'id')::uuid, sale->>'orderNumber', (sale->>'checkoutSessionId')::uuid, sale->'customer'->>'id',
    sale->'customer'->>'email', sale->>'currency', (sale->'total'->>'minor')::bigint, sale, (sale->>'placedAt')::timestamptz
  from jsonb_array_elements($1::jsonb) as s(sale) order by 1
  on conflict (id) do nothing returning id, recorded_at as "recordedAt"`;
  const B = `insert into orders (id, order_number, checkout_session_id, customer_id, customer_email, currency, total_minor, content, placed_at)
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::jsonb[], $9::timestamptz[]) order by 1
  on conflict (id) do nothing returning id, recorded_at as "recordedAt"`;
  const runB = (b: any[]) => sql.$queryRawUnsafe(B, b.map(o=>o.id), b.map(o=>o.orderNumber), b.map(o=>o.checkoutSessionId), b.map(o=>o.customer.id), b.map(o=>o.customer.email), b.map(o=>o.currency), b.map(o=>o.total.minor), b.map(o=>JSON.stringify(o)), b.map(o=>o.placedAt));
  const runA = (b: any[]) => sql.$queryRawUnsafe(A, JSON.stringify(b));
  const P = `insert into platform.processed_events (consumer, event_id, processed_at) select $1, event_id, $3 from unnest($2::text[]) as e(event_id) order by event_id on conflict do nothing returning event_id`;
  const runP = () => sql.$queryRawUnsafe(P, 'orders', Array.from({length:200},()=>randomUUID()), new Date());
  const runO = () => sql.$executeRawUnsafe(`insert into platform.outbox_events (id, topic, event, created_at)
     select id, topic, event, $4 from unnest($1::uuid[], $2::text[], $3::jsonb[]) with ordinality as e(id, topic, event, nth) order by nth`,
    Array.from({length:200},()=>randomUUID()), Array.from({length:200},()=>'orders.order.recorded'), Array.from({length:200},()=>JSON.stringify(saleEvent(sale()))), new Date());
  const time = async (name: string, f: () => Promise<unknown>) => { const ts=[]; for (let i=0;i<40;i++){const t=performance.now(); await f(); ts.push(performance.now()-t);} ts.sort((a,b)=>a-b); console.log(name, 'median ms', ts[20]!.toFixed(1)); };
  await time('A json', () => runA(mk()));
  await time('B unnest', () => runB(mk()));
  await time('A json', () => runA(mk()));
  await time('B unnest', () => runB(mk()));
  await time('processed', runP);
  await time('outbox', runO);
  await time('empty', () => sql.$queryRawUnsafe('select 1'));
  await time('mk only', async () => mk());
  const plan = await sql.$queryRawUnsafe<any[]>('explain (analyze, buffers) ' + A, JSON.stringify(mk()));
  console.log(plan.map((r) => r['QUERY PLAN']).join('\n'));
  await orders.close();
}, 120_000);
