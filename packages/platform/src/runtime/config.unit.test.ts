import { z } from 'zod';
import { ConfigError, loadConfig } from './config.js';

const good = {
  APP_PORT: '4102',
  DAPR_HTTP_PORT: '4202',
  APP_API_TOKEN: 'a'.repeat(16),
  ADMIN_TOKEN: 'b'.repeat(16),
  ORDERS_DATABASE_URL: 'postgres://order_user:x@127.0.0.1/orderdb',
  DATABASE_URL: 'postgres://admin@127.0.0.1/postgres',
};

test('when the environment is good, then it is parsed with defaults, and the service’s own database wins', () => {
  const config = loadConfig('orders', { OWN: z.coerce.number().default(3) }, good);
  expect(config).toMatchObject({ APP_PORT: 4102, APP_HOST: '127.0.0.1', CONSUMER_BATCH_SIZE: 200, OWN: 3, DATABASE_URL: good.ORDERS_DATABASE_URL });
});

test('when an operations port is given, then it is on this machine only unless a host is named; without one there is none', () => {
  expect(loadConfig('orders', {}, good).OPERATIONS_PORT).toBeUndefined();
  expect(loadConfig('orders', {}, { ...good, OPERATIONS_PORT: '9464' })).toMatchObject({ OPERATIONS_PORT: 9464, OPERATIONS_HOST: '127.0.0.1' });
});

test('when several variables are bad, then every one is listed at once and no value is shown', () => {
  const env = { ...good, APP_PORT: 'x', APP_API_TOKEN: 'short-secret', ADMIN_TOKEN: '', CONSUMER_MAX_RETRIES: '-1' };
  const attempt = (): unknown => loadConfig('orders', { OWN: z.string() }, env);
  expect(attempt).toThrow(ConfigError);
  try {
    attempt();
  } catch (error) {
    const { problems, message } = error as ConfigError;
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'ADMIN_TOKEN',
      'APP_API_TOKEN',
      'APP_PORT',
      'CONSUMER_MAX_RETRIES',
      'OWN',
    ]);
    expect(problems).toContain('ADMIN_TOKEN: is required');
    expect(message).not.toContain('short-secret');
  }
});

test('when nothing is said of faults, then they are off; they may be on anywhere but in production', () => {
  const problemsOf = (env: object): readonly string[] => {
    try {
      return [loadConfig('orders', {}, { ...good, ...env }).FAULTS];
    } catch (error) {
      return (error as ConfigError).problems;
    }
  };
  expect(problemsOf({ NODE_ENV: 'production' })).toEqual(['off']);
  expect(problemsOf({ FAULTS: 'on', NODE_ENV: 'development' })).toEqual(['on']);
  expect(problemsOf({ FAULTS: 'on', NODE_ENV: 'production', APP_PORT: 'x' })).toEqual([
    expect.stringMatching(/^APP_PORT/) as string,
    'FAULTS: must not be on with NODE_ENV=production',
  ]);
});
