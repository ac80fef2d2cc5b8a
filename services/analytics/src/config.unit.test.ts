import { loadAnalyticsConfig } from './config';

const env = {
  APP_PORT: '4112',
  DAPR_HTTP_PORT: '4212',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  ANALYTICS_DATABASE_URL: 'postgres://analytics_user@127.0.0.1/analyticsdb',
};

test('when its own database is set, then it is that one, whatever the others use', () => {
  const config = loadAnalyticsConfig({ ...env, DATABASE_URL: 'postgres://somebody@127.0.0.1/else' });
  expect(config.DATABASE_URL).toBe(env.ANALYTICS_DATABASE_URL);
});
