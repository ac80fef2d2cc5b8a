import fc from 'fast-check';
import { byTopic, chooseRoutes, filterOf, routesIn, stepOf, verdictOn, waitAfter } from './replay';

describe('what a consumer listens to', () => {
  test('when it names routes, old style or new, then each topic has its own', () => {
    const answer = [
      { pubsubname: 'pubsub', topic: 'a.b.c', route: '/events/a.b.c' },
      { topic: 'a.b.d', routes: { default: 'taken' } },
      { topic: 'a.b.e' },
    ];
    expect(routesIn(answer)).toEqual({ 'a.b.c': '/events/a.b.c', 'a.b.d': '/taken' });
    expect(routesIn({ message: 'not found' })).toBeUndefined();
  });

  test('when topics are named, then only those are meant, and one it does not listen to is told', () => {
    const offered = { 'a.b.c': '/c', 'a.b.d': '/d' };
    expect(chooseRoutes(offered, undefined)).toEqual({ routes: offered });
    expect(chooseRoutes(offered, ['a.b.d'])).toEqual({ routes: { 'a.b.d': '/d' } });
    expect(chooseRoutes(offered, ['a.b.d', 'a.b.x', 'constructor'])).toEqual({ unknown: ['a.b.x', 'constructor'] });
  });

  test('when a filter is made, then it is of the topics that have a route', () => {
    const request = { consumer: 'loyalty', topics: ['a.b.c', 'a.b.d'], orderId: 'o', to: '2026-01-01T00:00:00Z' };
    expect(filterOf(request, { 'a.b.d': '/d' })).toEqual({ types: ['a.b.d'], orderId: 'o', to: '2026-01-01T00:00:00Z' });
  });
});

describe('a step', () => {
  const items = fc.array(fc.record({ event: fc.record({ type: fc.constantFrom('a', 'b', 'c') }), bytes: fc.nat(100) }));

  test('when a page is cut, then it is its beginning, not empty, and small enough unless it is one event', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 300 }), (page, maxBytes) => {
        const step = stepOf(page, maxBytes, ({ bytes }) => bytes);
        expect(step).toEqual(page.slice(0, step.length));
        if (page.length > 0) expect(step.length).toBeGreaterThan(0);
        const sum = (some: typeof page) => some.reduce((all, { bytes }) => all + bytes, 0);
        if (step.length > 1) expect(sum([...step])).toBeLessThanOrEqual(maxBytes);
        if (step.length < page.length) expect(sum(page.slice(0, step.length + 1))).toBeGreaterThan(maxBytes);
      }),
    );
  });

  test('when it is sorted by topic, then nothing is lost and each topic keeps its order', () => {
    fc.assert(
      fc.property(items, (step) => {
        for (const [topic, group] of byTopic(step)) expect(group).toEqual(step.filter(({ event }) => event.type === topic));
        expect([...byTopic(step).values()].flat()).toHaveLength(step.length);
      }),
    );
  });
});

describe('an answer', () => {
  const of = (...words: string[]) => ({ status: 200, body: { statuses: words.map((status, index) => ({ entryId: String(index), status })) } });

  test.each([
    [of('SUCCESS', 'SUCCESS'), { type: 'done', delivered: 2, refused: 0 }],
    [of('SUCCESS', 'DROP'), { type: 'done', delivered: 1, refused: 1 }],
    [of('SUCCESS', 'RETRY'), { type: 'again' }],
    [{ status: 200, body: { status: 'RETRY' } }, { type: 'again' }],
    [
      { status: 204, body: undefined },
      { type: 'done', delivered: 2, refused: 0 },
    ],
    [
      { status: 200, body: 'fine' },
      { type: 'done', delivered: 2, refused: 0 },
    ],
    [{ status: 401, body: {} }, { type: 'no' }],
    [{ status: 404, body: {} }, { type: 'no' }],
  ])('when it is %j, then it means %j', (answer, verdict) => {
    expect(verdictOn(answer, 2)).toMatchObject(verdict);
  });
});

test('when failures go on, then the wait doubles to a minute', () => {
  expect([1, 2, 6, 7, 500].map(waitAfter)).toEqual([1_000, 2_000, 32_000, 60_000, 60_000]);
});
