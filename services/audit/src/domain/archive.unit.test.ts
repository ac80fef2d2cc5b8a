import fc from 'fast-check';
import { archiveRow, DAY_MS, dayOf, DAYS_AHEAD, orderIdOf, placementOf, planDays } from './archive';

const event = {
  id: '0191d1f4-8c3a-7b11-9d6e-000000000008',
  type: 'orders.order.recorded',
  subject: 'order-1',
  time: '2026-01-01T00:00:00.123456Z',
  correlationid: 'story-1',
  data: { orderId: 'order-1' },
};

test('when an event is archived, then its text is the event, key by key', () => {
  const odd = { zebra: 1, ...event, alpha: { z: 1, a: [2, '\u0000'] } };
  const { event: text, ...columns } = archiveRow(odd);
  expect(text).toBe(JSON.stringify(odd));
  expect(columns).toEqual({
    ...{ id: event.id, time: event.time, type: event.type },
    ...{ subject: 'order-1', correlationId: 'story-1', orderId: 'order-1' },
  });
});

test('when a text holds what no column takes, then it is found by a stand-in and the event keeps it', () => {
  const row = archiveRow({ ...event, subject: 'a\0b', correlationid: '\0' });
  expect([row.subject, row.correlationId]).toEqual(['a\uFFFDb', '\uFFFD']);
  expect((JSON.parse(row.event) as { subject: string }).subject).toBe('a\0b');
});

test.each([
  [{ orderId: 'a' }, 'a'],
  [{ order: { id: 'b' } }, 'b'],
  [{ orderId: 'a', order: { id: 'b' } }, 'a'],
  [{ checkoutSessionId: 'c' }, null],
  [{ order: null }, null],
  [{ orderId: 7 }, null],
  [null, null],
])('when the data is %j, then the order it names is %j', (data, orderId) => {
  expect(orderIdOf(data)).toBe(orderId);
});

test('when days are planned, then every event that is kept finds its day, and none is dropped that one could still come for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20_000, max: 21_000 }),
      fc.integer({ min: 1, max: 60 }),
      fc.uniqueArray(fc.integer({ min: 19_900, max: 21_100 })),
      fc.integer({ min: -100, max: 100 }),
      (today, retention, existing, offset) => {
        const { create, drop } = planDays(existing, today, retention);
        const after = new Set([...existing.filter((day) => !drop.includes(day)), ...create]);
        const day = today + offset;
        if (placementOf(day, today, retention) === 'kept') expect(after.has(day)).toBe(true);
        expect(drop.every((gone) => placementOf(gone, today, retention) === 'late')).toBe(true);
        expect(planDays([...after], today, retention)).toEqual({ create: [], drop: [] });
      },
    ),
  );
});

test('when an event is a retention old, then it is kept to the end of the day, and one of the day before is late', () => {
  const today = dayOf(500 * DAY_MS + 1);
  expect(today).toBe(500);
  expect(placementOf(470, today, 30)).toBe('kept');
  expect(placementOf(469, today, 30)).toBe('late');
});

test('when an event is of tomorrow, then it is kept; later than that, its clock is wrong', () => {
  expect([1, DAYS_AHEAD - 1, DAYS_AHEAD, 5_000].map((offset) => placementOf(500 + offset, 500, 30))).toEqual(['kept', 'kept', 'ahead', 'ahead']);
});
