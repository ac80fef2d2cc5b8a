import { randomUUID } from 'node:crypto';
import { eventually } from '@sidecart/platform/testing';
import fc from 'fast-check';
import type { OpenSource } from '../testing/event-source';
import { listenOrders, type ListeningOrders } from '../testing/listening-orders';

let orders: ListeningOrders;
const sources: OpenSource[] = [];

beforeAll(async () => {
  orders = await listenOrders({ ORDER_STREAMS_MAX: '250' });
});
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});
afterAll(() => orders.close());

async function follow(orderId: string, lastEventId?: string, from = orders): Promise<OpenSource> {
  const source = await from.follow(orderId, lastEventId);
  sources.push(source);
  return source;
}
const looks = (from = orders) => from.queries.filter((query) => query.includes('join order_changes')).length;
const shown = async (orderId: string): Promise<unknown> => (await fetch(`${orders.url}/orders/${orderId}`)).json();
const listeners = () =>
  orders.rows<{ pid: number }>("select pid from pg_stat_activity where application_name = 'sidecart-orders-live' and datname = current_database()");
const problemOf = async (path: string) => {
  const answer = await fetch(`${orders.url}${path}`);
  return [answer.status, answer.headers.get('content-type'), ((await answer.json()) as { code: string }).code];
};

describe('following an order', () => {
  test('when it moves, then its state comes first, each change in order, and after the last one the end', async () => {
    const id = await orders.record();
    const source = await follow(id);
    expect(source.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await eventually(() => source.events.length === 1);
    expect(source.events[0]).toEqual({ id: '1', event: 'state', data: await shown(id) });
    await orders.relabel(id, 'PL1');
    await orders.move(id, 'CANCELLED', 'Customer asked for it.');
    await eventually(() => source.ended);
    const at = expect.stringMatching(/^2026-01-01T/) as unknown;
    expect(source.events.slice(1)).toEqual([
      {
        id: '2',
        event: 'status',
        data: { version: 2, from: 'PAID', to: 'PAID', at, fulfillment: { status: 'UNFULFILLED', trackingNumber: 'PL1' } },
      },
      { id: '3', event: 'status', data: { version: 3, from: 'PAID', to: 'CANCELLED', at, reason: 'Customer asked for it.' } },
      { id: undefined, event: 'end', data: { version: 3, status: 'CANCELLED' } },
    ]);
  });

  test('when a change was refused, then it is told to nobody, neither now nor later', async () => {
    const id = await orders.record();
    const source = await follow(id);
    await orders.relabel(id, 'PL2');
    expect(await orders.move(id, 'COMPLETED')).toBe(409);
    const late = await follow(id, '1');
    await eventually(() => late.events.length === 1);
    await orders.relabel(id, 'PL3');
    await eventually(() => source.events.length === 3 && late.events.length === 2);
    expect([source.ids(), late.ids()]).toEqual([
      ['1', '2', '3'],
      ['2', '3'],
    ]);
    expect(late.events[0]?.data).toMatchObject({ version: 2, to: 'PAID' });
  });

  test('when a client comes back, then it gets exactly what it missed, and goes on', async () => {
    const id = await orders.record();
    for (const label of ['PL2', 'PL3', 'PL4']) await orders.relabel(id, label);
    const source = await follow(id, '2');
    await eventually(() => source.events.length === 2);
    await orders.relabel(id, 'PL5');
    await eventually(() => source.events.length === 3);
    expect(source.ids()).toEqual(['3', '4', '5']);
    expect(source.events.every(({ event }) => event === 'status')).toBe(true);
  });

  test.each(['0', '3', '-1', '1.0', '01', 'null', '', '99999999999999999999'])(
    'when a client comes back with %j, which was no id of this order, then it begins anew',
    async (lastEventId) => {
      const id = await orders.record();
      await orders.relabel(id, 'PL2');
      const source = await follow(id, lastEventId);
      await eventually(() => source.events.length === 1);
      expect(source.events[0]).toMatchObject({ id: '2', event: 'state', data: { version: 2 } });
    },
  );

  test('when the order has ended, then a new client gets state and end, one that missed the end gets that, one that saw it 204', async () => {
    const id = await orders.record();
    for (const status of ['RESERVED', 'SHIPPED', 'COMPLETED']) await orders.move(id, status);
    const [fresh, late] = [await follow(id), await follow(id, '2')];
    await eventually(() => fresh.ended && late.ended);
    expect(fresh.events.map(({ event }) => event)).toEqual(['state', 'end']);
    expect(late.events.map(({ event, data }) => [event, data['version']])).toEqual([
      ['status', 3],
      ['status', 4],
      ['end', 4],
    ]);
    const gone = await follow(id, '4');
    expect([gone.status, gone.headers.get('content-type')]).toEqual([204, null]);
    expect((await follow(id, '5')).status).toBe(204);
  });

  test('when goods are delivered after the end, then a client that saw the end is told that once, and then no more', async () => {
    const id = await orders.record();
    for (const status of ['RESERVED', 'SHIPPED', 'COMPLETED']) await orders.move(id, status);
    await orders.patch(`/orders/${id}/fulfillment`, { status: 'SHIPPED' });
    const back = await follow(id, '4');
    await eventually(() => back.ended);
    expect(back.events.map(({ event, id: version }) => [event, version])).toEqual([
      ['status', '5'],
      ['end', undefined],
    ]);
    expect((await follow(id, '5')).status).toBe(204);
  });

  test('when there is no such order, then it is a 404 problem, with Last-Event-ID too', async () => {
    for (const id of [randomUUID(), 'not-an-id']) {
      expect(await problemOf(`/orders/${id}/events`)).toEqual([404, 'application/problem+json; charset=utf-8', 'NOT_FOUND']);
      expect((await follow(id, '1')).status).toBe(404);
    }
    expect((await fetch(`${orders.url}/orders/${randomUUID()}/events`, { method: 'POST' })).status).toBe(405);
  });
});

describe('many who follow', () => {
  test('when clients come and go at random while the order moves, then each sees each version exactly once', async () => {
    const patience = fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 12 });
    const scenario = fc.asyncProperty(fc.array(patience, { minLength: 6, maxLength: 6 }), async (clients) => {
      const id = await orders.record();
      const changes = async () => {
        for (let label = 2; label <= 20; label += 1) await orders.relabel(id, `PL${label}`);
        await orders.move(id, 'CANCELLED');
      };
      const [, ...seen] = await Promise.all([changes(), ...clients.map((waits) => watchInParts(id, waits))]);
      for (const versions of seen) {
        const first = versions[0] ?? 0;
        expect(versions).toEqual(Array.from({ length: 22 - first }, (_item, index) => first + index));
      }
    });
    await fc.assert(scenario, { numRuns: 4 });
  });

  /** Follows to the end, leaving and coming back each time so many events have come. Resolves to the versions seen. */
  async function watchInParts(id: string, waits: readonly number[]): Promise<number[]> {
    const versions: number[] = [];
    for (const wait of [...waits, Infinity]) {
      const source = await follow(id, versions.at(-1)?.toString());
      if (source.status === 204) return versions;
      await eventually(() => source.ended || source.events.length >= wait);
      source.close();
      versions.push(...source.events.filter((event) => event.event !== 'end').map((event) => Number(event.id)));
    }
    return versions;
  }

  test('when two hundred follow one order, then each change is one query and all are told; who leaves costs nothing any more', async () => {
    const id = await orders.record();
    const open = await Promise.all(Array.from({ length: 200 }, () => follow(id)));
    await eventually(() => open.every(({ events }) => events.length === 1));
    await orders.relabel(id, 'PL2');
    await eventually(() => open.every(({ events }) => events.length === 2));
    const [before, began] = [looks(), performance.now()];
    for (let label = 3; label <= 12; label += 1) {
      await orders.relabel(id, `PL${label}`);
      await eventually(() => open.every(({ events }) => events.length === label));
    }
    // Beside one for each change, the look at all every five seconds.
    expect(looks() - before).toBeLessThanOrEqual(11 + Math.floor((performance.now() - began) / 5_000));
    expect(await listeners()).toHaveLength(1);
    for (const source of open) source.close();
    // The limit is 250: only when these have gone is there room for as many.
    const others = await eventually(async () => {
      const next = await Promise.all(Array.from({ length: 200 }, () => follow(id)));
      if (next.every(({ status }) => status === 200)) return next;
      for (const source of next) source.close();
      return undefined;
    });
    for (const source of others) source.close();
    await eventually(async () => {
      const quiet = looks();
      await orders.relabel(id, randomUUID());
      await orders.relabel(id, randomUUID());
      return looks() === quiet;
    });
  });

  test('when too many follow, then one more is refused until one of them leaves', async () => {
    const few = await listenOrders({ ORDER_STREAMS_MAX: '2' });
    try {
      const id = await few.record();
      const [first] = [await follow(id, undefined, few), await follow(id, undefined, few)];
      const refused = await fetch(`${few.url}/orders/${id}/events`);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'TOO_MANY_STREAMS']);
      first.close();
      await eventually(async () => (await follow(id, undefined, few)).status === 200);
    } finally {
      await few.close();
    }
  });

  test('when the connection is lost, then changes are found all the same, and heard of again later', async () => {
    const id = await orders.record();
    const source = await follow(id);
    await eventually(async () => (await listeners()).length === 1);
    const [lost] = await listeners();
    await orders.rows('select pg_terminate_backend($1)', lost!.pid);
    await eventually(async () => (await listeners()).length === 0);
    await orders.relabel(id, 'PL2');
    await eventually(() => source.events.length === 2);
    await eventually(async () => (await listeners()).length === 1);
    const began = performance.now();
    for (const label of [3, 4, 5]) {
      await orders.relabel(id, `PL${label}`);
      await eventually(() => source.events.length === label);
    }
    // Looking every five seconds would take ten of them at least.
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test('when the service drains, then streams end without an end of the order, and the connection is closed', async () => {
    const ending = await listenOrders();
    const id = await ending.record();
    const open = await Promise.all(Array.from({ length: 20 }, () => follow(id, undefined, ending)));
    await eventually(() => open.every(({ events }) => events.length === 1));
    await ending.close();
    await eventually(() => open.every(({ ended }) => ended));
    expect(open.every(({ events }) => events.length === 1)).toBe(true);
  });
});

describe('asking again and again', () => {
  test('when nothing has changed, then the answer is 304 and says nothing of when to ask again; a change is a 200', async () => {
    const id = await orders.record();
    const ask = () => fetch(`${orders.url}/orders/${id}`, { headers: { 'if-none-match': '"1"' } });
    const same = await ask();
    expect([same.status, same.headers.get('etag'), same.headers.get('retry-after'), await same.text()]).toEqual([304, '"1"', null, '']);
    await orders.relabel(id, 'PL2');
    const changed = await ask();
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
  });
});
