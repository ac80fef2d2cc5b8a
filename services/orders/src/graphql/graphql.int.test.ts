import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { listenOrders, type ListeningOrders } from '../testing/listening-orders';

let orders: ListeningOrders;

beforeAll(async () => {
  orders = await listenOrders();
});
afterAll(() => orders.close());

const buyer = (id: string) => ({ customer: { id, email: `${id}@example.com` } });
const codes = ({ body }: Awaited<ReturnType<ListeningOrders['graphql']>>) => (body.errors ?? []).map(({ extensions }) => extensions['code']);
/** Statements that read, without those that begin and end a transaction. */
const readsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = orders.queries.length;
  await work();
  return orders.queries.slice(before).filter((query) => /select/i.test(query));
};
const place = (id: string, values: string) => orders.rows(`update orders set ${values} where id = $1::uuid`, id);

describe('one order', () => {
  test('when it is on record, then it is shown as REST shows it, without anything about the person', async () => {
    const id = await orders.record();
    await orders.move(id, 'CANCELLED', 'Customer asked for it.');
    const fields = `id orderNumber status path outcome failure { code message step } total { minor currency } customerId
      items { sku quantity name unitPrice { minor currency } lineTotal { minor } } fulfillment { status carrier } version placedAt updatedAt`;
    const { body } = await orders.graphql(`query ($id: ID!) { order(id: $id) { ${fields} } }`, { id });
    const shown = (await (await fetch(`${orders.url}/orders/${id}`)).json()) as Record<string, unknown>;
    const { orderNumber, status, path, outcome, failure, total, version, placedAt, updatedAt } = shown;
    expect(body).toEqual({
      data: {
        order: {
          ...{ id, orderNumber, status, path, outcome, total, version, placedAt, updatedAt, customerId: 'customer-17' },
          failure: { ...(failure as object), step: null },
          items: [{ sku: 'MUG-BLUE', quantity: 2, name: 'Blue mug', unitPrice: { minor: 1250, currency: 'EUR' }, lineTotal: { minor: 2500 } }],
          fulfillment: { status: 'UNFULFILLED', carrier: null },
        },
      },
    });
    expect(JSON.stringify(body)).not.toContain('example.com');
    expect(codes(await orders.graphql(`{ order(id: "${id}") { customerEmail } }`))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test('when there is none, then it is null', async () => {
    for (const id of [randomUUID(), 'not-an-id'])
      expect((await orders.graphql(`{ order(id: "${id}") { id } }`)).body).toEqual({ data: { order: null } });
  });

  test('when money is more than an Int holds, then it is shown exactly', async () => {
    const id = await orders.record();
    await place(id, `total_minor = ${Number.MAX_SAFE_INTEGER}`);
    const { body } = await orders.graphql(`{ order(id: "${id}") { total { minor } } }`);
    expect(body.data.order.total.minor).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('when its story is read page by page, then it is the story REST tells, each line once', async () => {
    const id = await orders.record();
    for (const label of ['A', 'B', 'C', 'D']) await orders.relabel(id, label);
    await orders.move(id, 'COMPLETED');
    await orders.rows(
      `insert into order_timeline (order_id, kind, name, detail, event_id, occurred_at)
       select $1::uuid, 'event', 'tests.thing.happened', '{"n": 1}', 'event-' || n, '2026-01-01T00:00:00Z' from generate_series(1, 4) as n`,
      id,
    );
    const query = `query ($id: ID!, $after: String) { order(id: $id) { timeline(first: 2, after: $after) {
      edges { cursor node { at kind name detail } } pageInfo { hasNextPage endCursor } } } }`;
    const lines: unknown[] = [];
    let after: string | undefined;
    for (;;) {
      const { edges, pageInfo } = (await orders.graphql(query, { id, after })).body.data.order.timeline;
      lines.push(...(edges as { node: unknown }[]).map(({ node }) => node));
      if (pageInfo.hasNextPage === false) break;
      after = pageInfo.endCursor as string;
    }
    const { items } = (await (await fetch(`${orders.url}/orders/${id}/timeline`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(9);
    expect(lines).toEqual(items);
  });
});

describe('many orders', () => {
  const list = `query ($first: Int, $after: String, $filter: OrderFilter) { orders(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`;
  const idsOf = async (filter: object) =>
    ((await orders.graphql(list, { filter })).body.data.orders.edges as { node: { id: string } }[]).map(({ node }) => node.id);

  test('when they are paged through, then each is there once, newest first, and every cursor leads on from its order', async () => {
    const days = ['05', '04', '03', '02', '01'];
    const ids: string[] = [];
    for (const day of days) ids.push(await orders.record({ ...buyer('pager'), placedAt: `2026-01-${day}T00:00:00.000Z` }));
    const filter = { customerId: 'pager' };
    const page = async (first: number, after?: string) => (await orders.graphql(list, { first, after, filter })).body.data.orders;
    const [one, two] = [await page(2), await page(5)];
    expect([one.edges.length, one.pageInfo]).toEqual([2, { hasNextPage: true, endCursor: one.edges[1].cursor }]);
    expect(two.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids);
    expect(two.pageInfo.hasNextPage).toBe(false);
    for (const [index, { cursor }] of (two.edges as { cursor: string }[]).entries()) {
      expect((await page(5, cursor)).edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids.slice(index + 1));
    }
    expect((await page(5, two.edges[4].cursor as string)).pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });

  test('when filters are given, then what fits all of them is listed, by GraphQL and by REST alike', async () => {
    const [a, b, c] = [await orders.record(buyer('choosy')), await orders.record(buyer('choosy')), await orders.record(buyer('choosy'))];
    await orders.record();
    await orders.move(a, 'CANCELLED');
    await place(b, `path = 'orchestration'`);
    const cases: [Record<string, string>, string[]][] = [
      [{ outcome: 'compensated' }, [a]],
      [{ path: 'orchestration' }, [b]],
      [{ path: 'choreography' }, [a, c]],
      [{ status: 'PAID', path: 'choreography' }, [c]],
      [{ status: 'PAID', outcome: 'completed' }, []],
      [{ from: '2026-01-01', to: '2026-01-02' }, [a, b, c]],
      [{ to: '2026-01-01' }, []],
    ];
    for (const [filter, expected] of cases) {
      expect([...(await idsOf({ customerId: 'choosy', ...filter }))].sort()).toEqual([...expected].sort());
      const { items } = (await (await fetch(`${orders.url}/orders?${new URLSearchParams({ customerId: 'choosy', ...filter })}`)).json()) as {
        items: { id: string }[];
      };
      expect(items.map(({ id }) => id).sort()).toEqual([...expected].sort());
    }
  });

  test('when a list is asked for with its stories, then it is two queries, however many orders', async () => {
    for (let count = 0; count < 12; count += 1) await orders.relabel(await orders.record(buyer('many')), 'PL1');
    const query = `{ orders(first: 10, filter: { customerId: "many" }) { edges { node { id timeline(first: 5) { edges { node { name } } } } } } }`;
    let shown: Awaited<ReturnType<typeof orders.graphql>> | undefined;
    const reads = await readsOf(async () => (shown = await orders.graphql(query)));
    expect(reads).toHaveLength(2);
    const edges = shown?.body.data.orders.edges as { node: { timeline: { edges: unknown[] } } }[];
    expect(edges).toHaveLength(10);
    expect(edges.every(({ node }) => node.timeline.edges.length === 1)).toBe(true);
  });
});

describe('what is refused', () => {
  test('when a query is too deep, too long or asks for too much, then it is refused before anything is read', async () => {
    const deep = `{ ${'a { '.repeat(8)} a ${'}'.repeat(8)} }`;
    const fragments = `{ ...F } fragment F on Query { ${'a { '.repeat(8)} a ${'}'.repeat(8)} }`;
    const wide = '{ orders(first: 100) { edges { node { timeline(first: 100) { edges { node { name } } } } } } }';
    const long = `{ ${Array.from({ length: 1_000 }, (_item, index) => `a${index}: __typename`).join(' ')} }`;
    const reads = await readsOf(async () => {
      for (const query of [deep, fragments]) expect(codes(await orders.graphql(query))).toContain('QUERY_TOO_DEEP');
      expect(codes(await orders.graphql(wide))).toEqual(['QUERY_TOO_COSTLY']);
      expect(codes(await orders.graphql(long))).toEqual(['GRAPHQL_PARSE_FAILED']);
    });
    expect(reads).toEqual([]);
    const allowed = '{ orders(first: 20) { edges { node { timeline(first: 20) { edges { node { at kind name detail } } } } } } }';
    expect(codes(await orders.graphql(allowed))).toEqual([]);
  });

  test('when how many is hidden in a variable, or asked for many times over, then it costs the same', async () => {
    for (let count = 0; count < 60; count += 1) await orders.record(buyer('costly'));
    const hidden = `query ($n: Int) { orders(first: $n, filter: { customerId: "costly" }) { edges { node { timeline(first: $n) { edges { node { name } } } } } } }`;
    expect(codes(await orders.graphql(hidden, { n: 100 }))).toContain('QUERY_TOO_COSTLY');
    expect(codes(await orders.graphql(hidden, { n: 50 }))).toEqual([]);
    const again = `query ($n: Int) { ${Array.from({ length: 110 }, (_item, index) => `a${index}: orders(first: $n) { edges { cursor } }`).join(' ')} }`;
    expect(codes(await orders.graphql(again, { n: 1 }))).toContain('QUERY_TOO_COSTLY');
  });

  test('when arguments are bad, then each is pointed at', async () => {
    const answer = await orders.graphql('{ orders(first: 101, after: "x", filter: { from: "yesterday" }) { edges { cursor } } }');
    expect(codes(answer)).toEqual(['INVALID_INPUT']);
    const errors = answer.body.errors?.[0]?.extensions['errors'] as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/filter/from', '/first', '/after']);
    expect(codes(await orders.graphql('query ($n: Int) { orders(first: $n) { edges { cursor } } }', { n: 'many' }))).toEqual(['INVALID_INPUT']);
  });

  test('when a body is larger than it may be, said or not, then it is 413', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query: `{ __typename } #${'x'.repeat(300_000)}` });
    expect((await fetch(`${orders.url}/graphql`, { method: 'POST', headers, body })).status).toBe(413);
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const sending = httpRequest(`${orders.url}/graphql`, { method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sending.once('error', reject);
      sending.write(body.slice(0, 10));
      sending.end(body.slice(10));
    });
    expect(chunked).toBe(413);
  });

  test('when something fails inside, then the answer has a code and a trace and says nothing of it', async () => {
    const broken = await listenOrders();
    try {
      const { sql } = broken.service.platform.database;
      await sql.$executeRawUnsafe('alter table orders rename column outcome to elsewhere');
      const answer = await broken.graphql('{ orders { edges { cursor } } }');
      expect([answer.status, codes(answer), answer.body.data]).toEqual([500, ['INTERNAL'], null]);
      expect(answer.body.errors?.[0]?.extensions['traceId']).toMatch(/^[0-9a-f-]{36}$/);
      expect(JSON.stringify(answer.body)).not.toMatch(/outcome|elsewhere|prisma/i);
    } finally {
      await broken.close();
    }
  });
});

describe('the interface itself', () => {
  const get = (path: string, from = orders, headers: Record<string, string> = {}) => fetch(`${from.url}${path}`, { headers });

  test('when it is asked by GET, then queries are answered and nothing else', async () => {
    expect(await (await get(`/graphql?query=${encodeURIComponent('{ __typename }')}`)).json()).toEqual({ data: { __typename: 'Query' } });
    expect((await get(`/graphql?query=${encodeURIComponent('mutation { x }')}`)).status).toBe(405);
    expect((await fetch(`${orders.url}/graphql`, { method: 'PUT' })).status).toBe(405);
  });

  test('when it runs in production, then it shows neither its schema nor a page; elsewhere both', async () => {
    const html = { accept: 'text/html' };
    const schema = '{ __schema { types { name } } }';
    const page = await get('/graphql', orders, html);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('GraphiQL')]);
    expect((await orders.graphql(schema)).body.data.__schema.types.length).toBeGreaterThan(10);
    const production = await listenOrders({ NODE_ENV: 'production' });
    try {
      const none = await get('/graphql', production, html);
      expect(await none.text()).not.toContain('GraphiQL');
      expect(codes(await production.graphql(schema))).not.toEqual([]);
      expect((await production.graphql('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
    } finally {
      await production.close();
    }
  });
});
