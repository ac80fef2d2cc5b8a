import { loadConfig } from './config.js';

test('when the service’s own database URL is empty, then it counts as missing and the common one is taken', () => {
  const token = 'token-0123456789';
  const env = {
    APP_PORT: '1',
    DAPR_HTTP_PORT: '2',
    APP_API_TOKEN: token,
    ADMIN_TOKEN: token,
    DATABASE_URL: 'postgres://h/db',
    ORDERS_DATABASE_URL: '',
  };
  expect(loadConfig('orders', {}, env).DATABASE_URL).toBe('postgres://h/db');
});
