import type { Settings, Signals } from './signals.js';

/** An order nothing is remarkable about. */
export const plain: Signals = {
  total: 3_025,
  pieces: 2,
  emailDomain: 'example.com',
  country: 'NL',
  customerKnown: null,
  recentOrders: 0,
  countries: [],
};

/** Settings as they are where nothing is set. */
export const defaults: Settings = {
  reviewAt: 50,
  rejectAt: 80,
  velocityLimit: 10_000,
  velocityWindowMs: 3_600_000,
  watchedDomains: [
    { domain: 'review.example', points: 60 },
    { domain: 'reject.example', points: 100 },
  ],
};
