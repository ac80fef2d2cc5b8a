import { loadWarehouseConfig } from './config';

const env = {
  APP_PORT: '4105',
  DAPR_HTTP_PORT: '4205',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  WAREHOUSE_DATABASE_URL: 'postgres://warehouse_user@127.0.0.1/warehousedb',
};

test('when only what is required is set, then a hold lasts 15 minutes and is looked after every second', () => {
  expect(loadWarehouseConfig(env)).toMatchObject({ DATABASE_URL: env.WAREHOUSE_DATABASE_URL, RESERVATION_TTL_MS: 900_000, EXPIRY_POLL_MS: 1_000 });
});

test('when several variables are bad, then each of them is named', () => {
  const bad = () => loadWarehouseConfig({ ...env, RESERVATION_TTL_MS: '0', EXPIRY_POLL_MS: 'soon', EXPIRY_BATCH_SIZE: '1.5' });
  for (const name of ['RESERVATION_TTL_MS', 'EXPIRY_POLL_MS', 'EXPIRY_BATCH_SIZE']) expect(bad).toThrow(name);
});
