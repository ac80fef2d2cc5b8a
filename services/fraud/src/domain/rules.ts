import type { Settings, Signals } from './signals.js';

/** The version of the rules in this file. It rises with every change of them: a score names the one it was made by. */
export const RULES_VERSION = '1';

/** One rule: the points an order has by it, 0 where it does not apply. */
export interface Rule {
  readonly code: string;
  /** For people; the same for every order, so it gives nothing away. */
  readonly message: string;
  readonly points: (signals: Signals, settings: Settings) => number;
}

/** From a value on, this many points. */
type Steps = readonly (readonly [from: number, points: number])[];

/** Minor units: euros are what the shop sells in. */
const TOTAL: Steps = [
  [100_000, 15],
  [500_000, 30],
  [2_000_000, 50],
  [10_000_000, 80],
];

const PIECES: Steps = [
  [100, 10],
  [1_000, 30],
  [10_000, 50],
];

const DISPOSABLE = [
  '10minutemail.com',
  'getnada.com',
  'guerrillamail.com',
  'mailinator.com',
  'maildrop.cc',
  'sharklasers.com',
  'temp-mail.org',
  'throwawaymail.com',
  'trashmail.com',
  'yopmail.com',
];

/** So many orders make a habit. */
const USUAL_FROM = 3;

/** The rules, each by itself. */
export const RULES: readonly Rule[] = [
  {
    code: 'LARGE_TOTAL',
    message: 'The total is unusually large.',
    points: ({ total }) => reached(TOTAL, total),
  },
  {
    code: 'MANY_PIECES',
    message: 'There are unusually many pieces of one item.',
    points: ({ pieces }) => reached(PIECES, pieces),
  },
  {
    code: 'MANY_ORDERS',
    message: 'The customer has placed unusually many orders in a short time.',
    points: ({ recentOrders }, { velocityLimit }) => (recentOrders >= velocityLimit ? 50 : 0),
  },
  {
    code: 'DISPOSABLE_EMAIL',
    message: 'The e-mail address is a disposable one.',
    points: ({ emailDomain }) => (DISPOSABLE.some((domain) => isAt(emailDomain, domain)) ? 30 : 0),
  },
  {
    code: 'WATCHED_EMAIL',
    message: 'The e-mail address is at a domain under watch.',
    points: ({ emailDomain }, { watchedDomains }) =>
      Math.max(0, ...watchedDomains.filter(({ domain }) => isAt(emailDomain, domain)).map((watched) => watched.points)),
  },
  {
    code: 'OTHER_COUNTRY',
    message: "The goods go to a country none of the customer's last orders went to.",
    points: ({ country, countries }) => (countries.length >= USUAL_FROM && !countries.includes(country) ? 20 : 0),
  },
  {
    code: 'UNKNOWN_CUSTOMER',
    message: 'The customer is not on record.',
    points: ({ customerKnown }) => (customerKnown === false ? 5 : 0),
  },
];

/** Several weak signals at once say more than their sum. */
export const MIXED_SIGNALS = { code: 'MIXED_SIGNALS', message: 'Several signals come together.', from: 3, points: 20 };

const reached = (steps: Steps, value: number): number => steps.findLast(([from]) => value >= from)?.[1] ?? 0;

/** True at the domain itself and below it. */
const isAt = (emailDomain: string, domain: string): boolean => emailDomain === domain || emailDomain.endsWith(`.${domain}`);
