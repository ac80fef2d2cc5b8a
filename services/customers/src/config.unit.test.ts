import { loadCustomersConfig } from './config';

test('when what is required is set, then that is enough; when the database is missing, then it is named', () => {
  const env = { APP_PORT: '4108', DAPR_HTTP_PORT: '4208', APP_API_TOKEN: 'app-token-of-the-tests', ADMIN_TOKEN: 'admin-token-of-the-tests' };
  const url = 'postgres://customers_user@127.0.0.1/customersdb';
  expect(loadCustomersConfig({ ...env, CUSTOMERS_DATABASE_URL: url })).toMatchObject({ APP_PORT: 4108, DATABASE_URL: url });
  expect(() => loadCustomersConfig(env)).toThrow('DATABASE_URL');
});
