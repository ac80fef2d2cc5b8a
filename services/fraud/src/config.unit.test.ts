import { loadFraudConfig } from './config';

const env = {
  APP_PORT: '4109',
  DAPR_HTTP_PORT: '4209',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  FRAUD_DATABASE_URL: 'postgres://fraud_user@127.0.0.1/frauddb',
};
const watched = (text: string) => loadFraudConfig({ ...env, FRAUD_WATCHED_DOMAINS: text }).FRAUD_WATCHED_DOMAINS;

test('when only what is required is set, then a review is from 50, a rejection from 80, and ten thousand orders an hour are many', () => {
  expect(loadFraudConfig(env)).toMatchObject({
    ...{ FRAUD_REVIEW_AT: 50, FRAUD_REJECT_AT: 80, FRAUD_VELOCITY_LIMIT: 10_000, FRAUD_VELOCITY_WINDOW_MS: 3_600_000 },
    FRAUD_WATCHED_DOMAINS: [
      { domain: 'review.example', points: 60 },
      { domain: 'reject.example', points: 100 },
    ],
  });
});

test('when domains are watched, then they are read in small letters; none is none', () => {
  expect(watched('Shop.Example=1, b.example=100')).toEqual([
    { domain: 'shop.example', points: 1 },
    { domain: 'b.example', points: 100 },
  ]);
  expect(watched('none')).toEqual([]);
  for (const bad of ['shop.example', 'shop.example=0', 'shop.example=101', 'example=5', 'a.example=5,', 'a b.example=5']) {
    expect(() => watched(bad)).toThrow('FRAUD_WATCHED_DOMAINS');
  }
});

test('when several variables are bad, then each is named; a rejection must be above a review', () => {
  const bad = () =>
    loadFraudConfig({ ...env, FRAUD_REVIEW_AT: '0', FRAUD_REJECT_AT: '101', FRAUD_VELOCITY_LIMIT: 'x', FRAUD_VELOCITY_WINDOW_MS: '1' });
  for (const name of ['FRAUD_REVIEW_AT', 'FRAUD_REJECT_AT', 'FRAUD_VELOCITY_LIMIT', 'FRAUD_VELOCITY_WINDOW_MS']) expect(bad).toThrow(name);
  expect(() => loadFraudConfig({ ...env, FRAUD_REVIEW_AT: '80' })).toThrow('FRAUD_REJECT_AT: must be above FRAUD_REVIEW_AT');
});
