import fc from 'fast-check';
import { InvalidInput, parseInstant, PreconditionRequired } from '@sidecart/platform';
import { decodeCursor, encodeCursor } from './cursor';
import { etagOf, expectedVersion } from './if-match';
import { readOrderQuery } from './order-query';

const id = '0191d1f4-8c3a-7b11-9d6e-000000000001';

function pointersOf(query: Record<string, string>): string[] {
  try {
    readOrderQuery(query);
    return [];
  } catch (error) {
    return (error as InvalidInput).violations.map(({ pointer }) => pointer);
  }
}

describe('the query for orders', () => {
  test('when nothing is asked for, then the newest twenty are', () => {
    expect(readOrderQuery({})).toMatchObject({ limit: 20, customerId: undefined, after: undefined });
  });

  test('when parameters are bad, then each is pointed at', () => {
    const bad = {
      customerId: 'a b',
      status: 'LOST',
      path: 'checkout',
      outcome: 'COMPLETED',
      from: '2026-02-30',
      to: 'yesterday',
      limit: '101',
      cursor: 'nonsense',
    };
    expect(pointersOf(bad)).toEqual(Object.keys(bad).map((name) => `/query/${name}`));
    for (const limit of ['0', '-1', '1.5', '', '1e1']) expect(pointersOf({ limit })).toEqual(['/query/limit']);
  });

  test('when parameters are good, then they are taken as they are', () => {
    const after = { placedAt: '2026-01-02T03:04:05.000006Z', id };
    const query = {
      customerId: 'customer-17',
      status: 'PAID',
      path: 'orchestration',
      outcome: 'timed_out',
      from: '2026-01-01',
      to: '2026-02-01T00:00:00.123456Z',
      limit: '100',
      cursor: encodeCursor(after),
    };
    expect(readOrderQuery(query)).toEqual({
      customerId: 'customer-17',
      status: 'PAID',
      path: 'orchestration',
      outcome: 'timed_out',
      from: '2026-01-01T00:00:00Z',
      to: '2026-02-01T00:00:00.123456Z',
      limit: 100,
      after,
    });
  });

  test('when a cursor is altered in any character, then it is refused or another place, never an error', () => {
    const cursor = encodeCursor({ placedAt: '2026-01-02T03:04:05.000006Z', id });
    fc.assert(
      fc.property(fc.nat({ max: cursor.length - 1 }), fc.string({ maxLength: 3 }), (at, text) => {
        const altered = cursor.slice(0, at) + text + cursor.slice(at + 1);
        const place = decodeCursor(altered);
        if (place !== undefined) expect(encodeCursor(place)).toBe(altered);
      }),
    );
  });

  test('when an instant does not exist, then it is refused', () => {
    for (const text of ['2026-13-01', '2026-02-29', '2026-01-01T24:00:00Z', '2026-01-01T00:00:00', '0000-01-01', '2026-01-01T00:00:00+01:00']) {
      expect(parseInstant(text)).toBeUndefined();
    }
    expect(parseInstant('2024-02-29')).toBe('2024-02-29T00:00:00Z');
  });
});

describe('If-Match', () => {
  test('when it names versions, then exactly the strong tags count', () => {
    expect(expectedVersion(etagOf(7))).toEqual([7]);
    expect(expectedVersion(' "1", "2" ')).toEqual([1, 2]);
    expect(expectedVersion('W/"1"')).toEqual([]);
    expect(expectedVersion('"something else"')).toEqual([]);
    expect(expectedVersion('*')).toBe('any');
  });

  test('when it is missing or no list of tags, then it is refused', () => {
    expect(() => expectedVersion(undefined)).toThrow(PreconditionRequired);
    for (const header of ['1', '', '"1" "2"', '"1",']) expect(() => expectedVersion(header)).toThrow(InvalidInput);
  });
});
