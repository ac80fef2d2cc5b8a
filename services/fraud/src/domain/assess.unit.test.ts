import fc from 'fast-check';
import { assess } from './assess';
import { defaults, plain } from './example-signals';
import { RULES } from './rules';
import type { Settings, Signals } from './signals';

const codes = (signals: Partial<Signals>, settings: Partial<Settings> = {}) =>
  assess({ ...plain, ...signals }, { ...defaults, ...settings }).reasons.map(({ code, points }) => `${code} ${points}`);

test('when nothing is remarkable, then it is approved with no point', () => {
  expect(assess(plain, defaults)).toEqual({ decision: 'approve', score: 0, reasons: [], rules: '1' });
});

describe('a rule', () => {
  test.each<[string, Partial<Signals>, string[]]>([
    ['the total is just below a step', { total: 99_999 }, []],
    ['the total is 1,000 euros', { total: 100_000 }, ['LARGE_TOTAL 15']],
    ['the total is 5,000 euros', { total: 500_000 }, ['LARGE_TOTAL 30']],
    ['the total is 20,000 euros', { total: 2_000_000 }, ['LARGE_TOTAL 50']],
    ['the total is 100,000 euros', { total: 10_000_000 }, ['LARGE_TOTAL 80']],
    ['there are 99 pieces', { pieces: 99 }, []],
    ['there are 100 pieces', { pieces: 100 }, ['MANY_PIECES 10']],
    ['there are 1,000 pieces', { pieces: 1_000 }, ['MANY_PIECES 30']],
    ['there are 10,000 pieces', { pieces: 10_000 }, ['MANY_PIECES 50']],
    ['the customer is one order below the limit', { recentOrders: 9_999 }, []],
    ['the customer is at the limit', { recentOrders: 10_000 }, ['MANY_ORDERS 50']],
    ['the address is disposable', { emailDomain: 'mailinator.com' }, ['DISPOSABLE_EMAIL 30']],
    ['the address is below a disposable domain', { emailDomain: 'x.mailinator.com' }, ['DISPOSABLE_EMAIL 30']],
    ['the domain only ends alike', { emailDomain: 'notmailinator.com' }, []],
    ['the domain is watched', { emailDomain: 'review.example' }, ['WATCHED_EMAIL 60']],
    ['the domain only ends like a watched one', { emailDomain: 'preview.example' }, []],
    ['the customer is not on record', { customerKnown: false }, ['UNKNOWN_CUSTOMER 5']],
    ['the customer is on record', { customerKnown: true }, []],
    ['the goods go elsewhere than the last three did', { country: 'US', countries: ['NL', 'NL', 'DE'] }, ['OTHER_COUNTRY 20']],
    ['they go where one of the last went', { country: 'DE', countries: ['NL', 'NL', 'DE'] }, []],
    ['two orders are no habit', { country: 'US', countries: ['NL', 'NL'] }, []],
    [
      'three signals come together',
      { total: 100_000, pieces: 100, customerKnown: false },
      ['LARGE_TOTAL 15', 'MANY_PIECES 10', 'UNKNOWN_CUSTOMER 5', 'MIXED_SIGNALS 20'],
    ],
  ])('when %s, then it counts so', (_when, signals, expected) => {
    expect(codes(signals)).toEqual(expected);
  });

  test('when two watched domains hold the address, then the one with more points counts', () => {
    const watchedDomains = [
      { domain: 'example', points: 20 },
      { domain: 'shop.example', points: 30 },
    ];
    expect(codes({ emailDomain: 'shop.example' }, { watchedDomains })).toEqual(['WATCHED_EMAIL 30']);
  });

  test('when it is on the list, then its code is one of a kind and it says why', () => {
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
    for (const { message } of RULES) expect(message).toMatch(/^[A-Z].+\.$/);
  });
});

describe('a demand', () => {
  test('when one is made, then it adds just what is missing', () => {
    expect(assess({ ...plain, customerKnown: false }, defaults, 'review')).toMatchObject({
      decision: 'review',
      score: 50,
      reasons: [{ points: 5 }, { code: 'REVIEW_DEMANDED', points: 45 }],
    });
    expect(assess(plain, defaults, 'reject')).toMatchObject({ decision: 'reject', score: 80, reasons: [{ code: 'REJECT_DEMANDED', points: 80 }] });
  });

  test('when the rules say as much already, then it adds nothing', () => {
    const risky = { ...plain, total: 10_000_000 };
    expect(assess(risky, defaults, 'review')).toEqual(assess(risky, defaults));
  });
});

const domains = fc.constantFrom('example.com', 'mailinator.com', 'review.example', 'reject.example');
const country = fc.constantFrom('NL', 'DE', 'US');
const anySignals: fc.Arbitrary<Signals> = fc.record({
  total: fc.nat(20_000_000),
  pieces: fc.integer({ min: 1, max: 999_999 }),
  emailDomain: domains,
  country,
  customerKnown: fc.constantFrom(true, false, null),
  recentOrders: fc.nat(10_000),
  countries: fc.array(country, { maxLength: 20 }),
});
const anySettings: fc.Arbitrary<Settings> = fc
  .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 10_000 }))
  .map(([reviewAt, more, velocityLimit]) => ({ ...defaults, reviewAt, rejectAt: Math.min(100, reviewAt + more), velocityLimit }));
const anyDemand = fc.constantFrom('review', 'reject', undefined);

describe('any order', () => {
  test('when it is assessed, then its decision follows from its score and its score from its reasons', () => {
    fc.assert(
      fc.property(anySignals, anySettings, anyDemand, (signals, settings, demand) => {
        const { decision, score, reasons } = assess(signals, settings, demand);
        expect(score).toBe(
          Math.min(
            100,
            reasons.reduce((sum, { points }) => sum + points, 0),
          ),
        );
        expect(decision).toBe(score >= settings.rejectAt ? 'reject' : score >= settings.reviewAt ? 'review' : 'approve');
        for (const { points } of reasons) expect(points).toBeGreaterThan(0);
        if (demand === 'reject') expect(decision).toBe('reject');
        if (demand === 'review') expect(decision).not.toBe('approve');
      }),
    );
  });

  test('when total, pieces or number of orders rise, then the score never falls', () => {
    const rise = fc.record({ total: fc.nat(20_000_000), pieces: fc.nat(20_000), recentOrders: fc.nat(10_000) });
    fc.assert(
      fc.property(anySignals, anySettings, rise, (signals, settings, by) => {
        const risen = {
          ...signals,
          total: signals.total + by.total,
          pieces: signals.pieces + by.pieces,
          recentOrders: signals.recentOrders + by.recentOrders,
        };
        expect(assess(risen, settings).score).toBeGreaterThanOrEqual(assess(signals, settings).score);
      }),
    );
  });

  test('when somebody orders often, from anywhere and unknown, then below the velocity limit that alone is no review', () => {
    fc.assert(
      fc.property(anySignals, (signals) => {
        const often = { ...signals, total: 50_000, pieces: 10, emailDomain: 'example.com', recentOrders: signals.recentOrders % 10_000 };
        expect(assess(often, defaults).decision).toBe('approve');
      }),
    );
  });
});
