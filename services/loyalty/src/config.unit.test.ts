import { loadLoyaltyConfig } from './config';

test('when the database is missing, then it is named', () => {
  const env = { APP_PORT: '4111', DAPR_HTTP_PORT: '4211', APP_API_TOKEN: 'app-token-of-the-tests', ADMIN_TOKEN: 'admin-token-of-the-tests' };
  expect(() => loadLoyaltyConfig(env)).toThrow('DATABASE_URL: is required');
  const LOYALTY_DATABASE_URL = 'postgres://loyalty_user@127.0.0.1/loyaltydb';
  expect(loadLoyaltyConfig({ ...env, LOYALTY_DATABASE_URL }).DATABASE_URL).toBe(LOYALTY_DATABASE_URL);
});
