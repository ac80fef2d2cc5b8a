import { loadShippingConfig } from './config';

const given = {
  SHIPPING_DATABASE_URL: 'postgres://somebody:secret@localhost/shippingdb',
  APP_PORT: '4106',
  DAPR_HTTP_PORT: '4206',
  APP_API_TOKEN: 'token-of-the-sidecar',
  ADMIN_TOKEN: 'token-of-the-operator',
};

test('when nothing is said, then a carrier has a minute and delivers where the shop sells, but for overseas', () => {
  const config = loadShippingConfig(given);
  expect(config).toMatchObject({ SHIPMENT_GIVE_UP_MS: 60_000, CARRIER_TIMEOUT_MS: 3_000 });
  expect(config.SIMULATOR_COUNTRIES).toContain('NL');
  expect(config.SIMULATOR_COUNTRIES).not.toContain('US');
});

test('when variables are bad, then each is named', () => {
  const bad = { SIMULATOR_COUNTRIES: 'NL, de', SHIPMENT_GIVE_UP_MS: '5', CARRIER_TIMEOUT_MS: 'soon' };
  for (const name of Object.keys(bad)) expect(() => loadShippingConfig({ ...given, ...bad })).toThrow(name);
  expect(loadShippingConfig({ ...given, SIMULATOR_COUNTRIES: 'NL,US' }).SIMULATOR_COUNTRIES).toEqual(['NL', 'US']);
});
