import { parseInstant } from '@sidecart/platform';
import { decodeCursor, encodeCursor } from './cursor';

const position = { time: '2026-01-01T00:00:00.123456Z', id: '0191d1f4-8c3a-7b11-9d6e-000000000008' };

test('when a place is written as a cursor, then the cursor stands for it', () => {
  expect(decodeCursor(encodeCursor(position))).toEqual(position);
});

test.each(['', 'x', encodeCursor({ ...position, id: 'x' }), encodeCursor({ ...position, time: 'x' }), `${encodeCursor(position)}!`])(
  'when a cursor is %j, then it is none of ours',
  (cursor) => {
    expect(decodeCursor(cursor)).toBeUndefined();
  },
);

test('when an instant is a date, then it is its first moment; a day that does not exist is none', () => {
  expect(parseInstant('2026-02-28')).toBe('2026-02-28T00:00:00Z');
  expect(parseInstant('2026-02-28T23:59:59.123456789Z')).toBe('2026-02-28T23:59:59.123456789Z');
  for (const none of ['2026-02-30', '0000-01-01', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00', 'now']) expect(parseInstant(none)).toBeUndefined();
});
