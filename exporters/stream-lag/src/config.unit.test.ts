import { ConfigError, helpText, loadConfig } from './config.js';

const good = { EXPORTER_PORT: '4075', REDIS_URL: 'rediss://reader@redis.internal:6380/0', OTHER: 'x' };

test('when only what is required is given, then the rest has its defaults', () => {
  expect(loadConfig({ ...good, EXPORTER_HOST: '' })).toEqual({
    ...{ EXPORTER_HOST: '127.0.0.1', EXPORTER_PORT: 4075, REDIS_URL: good.REDIS_URL, LOG_LEVEL: 'info' },
    ...{ EXPORTER_TIMEOUT_MS: 5_000, EXPORTER_COUNT_LIMIT: 20_000, EXPORTER_MAX_GROUPS: 1_000 },
  });
});

test('when several variables are bad, then every one is listed and no value is shown', () => {
  const bad = { REDIS_URL: 'http://:hunter2@redis', EXPORTER_COUNT_LIMIT: 'many', LOG_LEVEL: 'loud' };
  const failure = (): unknown => {
    try {
      return loadConfig(bad);
    } catch (error) {
      return error;
    }
  };
  const error = failure();
  expect(error).toBeInstanceOf(ConfigError);
  const { message } = error as ConfigError;
  for (const name of ['EXPORTER_PORT: is required', 'REDIS_URL: must be', 'EXPORTER_COUNT_LIMIT: ', 'LOG_LEVEL: ']) expect(message).toContain(name);
  expect(message).not.toMatch(/hunter2|many|loud/);
});

test('when help is asked for, then every variable is explained', () => {
  for (const name of Object.keys(loadConfig({ ...good, REDIS_USERNAME: 'reader', REDIS_PASSWORD: 'secret' }))) {
    expect(helpText()).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
  }
});
