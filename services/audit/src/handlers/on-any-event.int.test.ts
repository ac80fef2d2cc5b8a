import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '@sidecart/contracts';
import { startAudit, type AuditUnderTest } from '../testing/audit-under-test';
import { eventOf, minutesAgo, paid, recorded, sold, stocked } from '../testing/stories';

const DAY_MINUTES = 24 * 60;

let audit: AuditUnderTest;
beforeAll(async () => {
  audit = await startAudit();
});
afterAll(() => audit.close());

const letterOf = async (eventId: string) => (await audit.letters()).find((letter) => letter.event_id === eventId);
/** The examples of a topic's newest contract. */
const exampleOf = (topic: string, version: string) => {
  const file = join(__dirname, '..', '..', '..', '..', 'json-schema', topic, `${version}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { examples: object[] }).examples[0]!;
};

describe('an event', () => {
  test('when it comes, then it is kept key by key as it came', async () => {
    const { data, ...envelope } = recorded(randomUUID());
    // Attributes turned round, an unknown one, and a text that jsonb would refuse.
    const event = { zebra: 'z', data: { unheardof: { b: '\u0000', a: [1, { d: 4, c: null }] }, ...data }, ...envelope };
    expect(await audit.deliver([event])).toEqual(['SUCCESS']);
    expect(await audit.kept(event.id)).toEqual([JSON.stringify(event)]);
    expect((await audit.get(`/events/${event.id}`)).body).toEqual({
      receivedAt: audit.clock.now().toISOString(),
      orderId: data.orderId,
      event,
    });
  });

  test('when it is of any topic there is, then it is kept', async () => {
    const subscribed = (await audit.get('/dapr/subscribe')).body as { topic: string }[];
    expect(subscribed.map(({ topic }) => topic).sort()).toEqual([...registry.topicNames()].sort());
    for (const topic of registry.topicNames()) {
      const newest = registry.newest(topic, 1)!;
      const event = eventOf(topic, randomUUID(), exampleOf(topic, newest.version), { dataschema: newest.id });
      expect(await audit.deliver([event])).toEqual(['SUCCESS']);
      expect([topic, (await audit.kept(event.id)).length]).toEqual([topic, 1]);
    }
    expect(await audit.letters()).toEqual([]);
  });

  test('when its topic has a minor version that is not known here, then it is kept all the same', async () => {
    const event = recorded(randomUUID(), { dataschema: 'https://schemas.sidecart.dev/orders.order.recorded/1.99' });
    await audit.deliver([event]);
    expect(await audit.kept(event.id)).toHaveLength(1);
  });

  test('when a full delivery comes, then all of it is kept', async () => {
    const events = Array.from({ length: 200 }, () => stocked(`SKU-${randomUUID()}`));
    expect(new Set(await audit.deliver(events))).toEqual(new Set(['SUCCESS']));
    const ids = events.map(({ id }) => id);
    expect(await audit.rows('select 1 from events where id = any($1::uuid[])', ids)).toHaveLength(200);
  });

  test('when it came late from days ago, then it stands on its own day, whenever that was', async () => {
    const events = [0, 1, 17, 30].map((days) => paid({ time: minutesAgo(days * DAY_MINUTES) }));
    await audit.deliver(events);
    for (const { id } of events) expect(await audit.kept(id)).toHaveLength(1);
  });
});

describe('a copy', () => {
  test('when it comes again, as after a crash between commit and acknowledgement, then there is one row', async () => {
    const event = recorded(randomUUID());
    await audit.deliver([event]);
    expect(await audit.deliver([event, event])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await audit.kept(event.id)).toHaveLength(1);
  });

  test('when it comes after the dedup window, alone or among new ones, then there is one row', async () => {
    const [event, unheard] = [recorded(randomUUID()), recorded(randomUUID())];
    await audit.deliver([event]);
    await audit.rows('delete from platform.processed_events');
    await audit.deliver([event]);
    await audit.rows('delete from platform.processed_events');
    expect(await audit.deliver([event, unheard])).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await audit.kept(event.id), await audit.kept(unheard.id)].map(({ length }) => length)).toEqual([1, 1]);
    expect([await audit.rows('select 1 from platform.event_retries'), await letterOf(event.id)]).toEqual([[], undefined]);
  });

  test('when copies come at the same moment on two replicas, in batches turned round, then there is one row of each', async () => {
    const events = Array.from({ length: 10 }, () => recorded(randomUUID()));
    const blocked = events.map(({ id }) => id).sort()[0]!;
    const statuses = await audit.meet(blocked, 4, () =>
      Promise.all([
        audit.deliver(events),
        audit.other.deliver([...events].reverse()),
        audit.deliver([...events].reverse()),
        audit.other.deliver(events),
      ]),
    );
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    for (const { id } of events) expect(await audit.kept(id)).toHaveLength(1);
    expect(await audit.rows('select 1 from platform.event_retries')).toEqual([]);
  });
});

describe('an event out of time', () => {
  test('when its day has been dropped, then it is acknowledged and counted, once, and not kept', async () => {
    const events = [31, 400].map((days) => sold(randomUUID(), { time: minutesAgo(days * DAY_MINUTES) }));
    const kept = sold(randomUUID());
    expect(await audit.deliver([events[0], kept, events[1]])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    await audit.deliver(events);
    for (const { id } of events) expect(await audit.kept(id)).toEqual([]);
    expect(await audit.kept(kept.id)).toHaveLength(1);
    const { body } = await audit.get('/stats');
    expect(body.late).toEqual([{ day: '2026-01-31', topic: 'checkout.order.completed', count: 2 }]);
  });

  test('when it is dated far ahead, then it alone is a dead letter', async () => {
    const [ahead, good] = [recorded(randomUUID(), { time: '2031-01-01T00:00:00Z' }), recorded(randomUUID())];
    expect(await audit.deliver([ahead, good])).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await letterOf(ahead.id)).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('TIME_AHEAD') as string });
    expect(await audit.kept(good.id)).toHaveLength(1);
  });

  test('when its day is not ready yet, then it waits without using up an attempt and is kept once it is', async () => {
    const time = minutesAgo(20 * DAY_MINUTES);
    await audit.rows(`drop table events_${time.slice(0, 10).replaceAll('-', '')}`);
    const events = [recorded(randomUUID(), { time }), recorded(randomUUID(), { time })];
    expect(await audit.deliver(events)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await audit.rows('select attempts from platform.event_retries')).toEqual([{ attempts: 0 }, { attempts: 0 }]);
    await audit.keepDays.runOnce();
    audit.clock.advance(60_000);
    expect(await audit.service.consumer.retries.runOnce()).toBe(2);
    for (const { id } of events) expect(await audit.kept(id)).toHaveLength(1);
  });
});

describe('poison', () => {
  test('when one event of a batch breaks its contract, then it is a dead letter and the others are kept', async () => {
    const good = [recorded(randomUUID()), recorded(randomUUID())];
    const poison = eventOf('orders.order.recorded', 'x', { orderId: 'x' });
    expect(await audit.deliver([good[0], poison, good[1]])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(await letterOf(poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
    expect(await audit.kept(poison.id)).toEqual([]);
    for (const { id } of good) expect(await audit.kept(id)).toHaveLength(1);
  });

  test('when its names hold what no column takes, then it is kept', async () => {
    const event = recorded(randomUUID(), { subject: 'a\u0000b', correlationid: 'lone \ud800' });
    await audit.deliver([event]);
    expect(JSON.parse((await audit.kept(event.id))[0]!)).toEqual(event);
  });
});

test('when somebody but the sidecar hands an event in, then it is refused', async () => {
  const response = await audit.post('/events/orders.order.recorded', recorded(randomUUID()), { 'dapr-api-token': randomUUID() });
  expect(response.status).toBe(401);
});
