import { randomUUID } from 'node:crypto';
import { startAudit, type AuditUnderTest } from './testing/audit-under-test';
import { minutesAgo, recorded } from './testing/stories';

const DAY_MS = 86_400_000;

let audit: AuditUnderTest;
beforeEach(async () => {
  audit = await startAudit({ AUDIT_RETENTION_DAYS: '3' });
});
afterEach(() => audit.close());

const days = async () =>
  (
    await audit.rows<{ name: string }>(`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`)
  ).map(({ name }) => name.slice('events_'.length));

test('when it starts, then the retained days, this one and two more are ready', async () => {
  expect(await days()).toEqual(['20260128', '20260129', '20260130', '20260131', '20260201', '20260202']);
  expect(await audit.keepDays.runOnce()).toEqual({ created: 0, dropped: 0 });
});

test('when a day passes, then one is made and the oldest is dropped with all its events', async () => {
  const [old, young] = [recorded(randomUUID(), { time: minutesAgo(3 * 24 * 60) }), recorded(randomUUID(), { time: minutesAgo(2 * 24 * 60) })];
  await audit.deliver([old, young]);
  audit.clock.advance(DAY_MS);
  expect(await audit.keepDays.runOnce()).toEqual({ created: 1, dropped: 1 });
  expect(await days()).toEqual(['20260129', '20260130', '20260131', '20260201', '20260202', '20260203']);
  expect([await audit.kept(old.id), await audit.kept(young.id)].map(({ length }) => length)).toEqual([0, 1]);
});

test('when it was away for weeks, then it catches up; an event that waited through them is kept or counted', async () => {
  const waited = recorded(randomUUID());
  audit.clock.advance(20 * DAY_MS);
  expect(await audit.keepDays.round()).toBe(600_000);
  expect(await days()).toHaveLength(6);
  expect(await audit.deliver([waited])).toEqual(['SUCCESS']);
  expect((await audit.get('/stats')).body).toMatchObject({ total: 0, late: [{ day: '2026-02-20', count: 1 }] });
});

test('when two replicas look at the same moment, then each day is made and dropped once', async () => {
  audit.clock.advance(3 * DAY_MS);
  const done = await Promise.all([audit.keepDays.runOnce(), audit.other.keepDays.runOnce()]);
  expect(done.reduce((sum, { created }) => sum + created, 0)).toBe(3);
  expect(done.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(3);
});

test('when events come while days are made and dropped, then none is lost', async () => {
  const events = Array.from({ length: 40 }, (_, index) => recorded(randomUUID(), { time: minutesAgo(-60 * (index % 20)) }));
  audit.clock.advance(DAY_MS);
  await Promise.all([audit.keepDays.runOnce(), ...events.map((event, index) => (index % 2 ? audit : audit.other).deliver([event]))]);
  audit.clock.advance(60_000);
  await audit.service.consumer.retries.runOnce();
  expect(await audit.letters()).toEqual([]);
  for (const { id } of events) expect(await audit.kept(id)).toHaveLength(1);
});
