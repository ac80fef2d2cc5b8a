import { ConfigError } from '@sidecart/platform';
import { loadPaymentConfig } from './config';

const required = {
  APP_PORT: '1',
  DAPR_HTTP_PORT: '2',
  APP_API_TOKEN: 'sixteen characters',
  ADMIN_TOKEN: 'sixteen characters',
  DATABASE_URL: 'postgres://x@y/z',
};
const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    loadPaymentConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

test('when nothing is said of the provider, then it is the simulator and no key is needed', () => {
  expect(loadPaymentConfig(required)).toMatchObject({ PAYMENT_PROVIDER: 'simulator', RECONCILIATION_AGE_MS: 300_000 });
});

test('when the provider is Stripe, then its key is required, and named beside whatever else is wrong', () => {
  const stripe = { ...required, PAYMENT_PROVIDER: 'stripe' };
  expect(problemsOf(stripe)).toEqual(['STRIPE_SECRET_KEY: is required with PAYMENT_PROVIDER=stripe']);
  expect(problemsOf({ ...stripe, APP_PORT: 'x' })).toHaveLength(2);
  expect(problemsOf({ ...stripe, STRIPE_SECRET_KEY: 'sk_test_123' })).toEqual([]);
});

test.each([
  ['PAYMENT_PROVIDER', 'paypal'],
  ['STRIPE_API_BASE', 'localhost:12111'],
  ['RECONCILIATION_EVERY_MS', '0'],
])('when %s is %s, then it is named', (name, value) => {
  expect(problemsOf({ ...required, [name]: value })).toEqual([expect.stringContaining(name)]);
});
