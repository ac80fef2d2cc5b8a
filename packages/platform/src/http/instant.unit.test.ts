import { parseInstant } from './instant.js';

test.each([
  ['2026-11-21T10:15:30Z', '2026-11-21T10:15:30Z'],
  ['2026-11-21T10:15:30.123456Z', '2026-11-21T10:15:30.123456Z'],
  ['2026-11-21', '2026-11-21T00:00:00Z'],
  ['2028-02-29', '2028-02-29T00:00:00Z'],
])('when it is told %s, then it reads %s', (text, expected) => {
  expect(parseInstant(text)).toBe(expected);
});

test.each([
  '',
  'now',
  '2026-02-30',
  '2027-02-29',
  '0000-01-01',
  '2026-11-21T10:15:30',
  '2026-11-21T24:00:00Z',
  '2026-11-21T10:15:30+01:00',
  ' 2026-11-21',
])('when it is told "%s", then that is no instant', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});
