import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registry } from '@sidecart/contracts';
import { loadAuditConfig } from './config';

const env = {
  APP_PORT: '4113',
  DAPR_HTTP_PORT: '4213',
  APP_API_TOKEN: 'app-token-of-the-tests',
  ADMIN_TOKEN: 'admin-token-of-the-tests',
  AUDIT_DATABASE_URL: 'postgres://audit_user@127.0.0.1/auditdb',
};

test('when only what is required is set, then events are kept for 30 days', () => {
  expect(loadAuditConfig(env)).toMatchObject({ DATABASE_URL: env.AUDIT_DATABASE_URL, AUDIT_RETENTION_DAYS: 30, REPLAY_BATCH_SIZE: 100 });
});

test('when every topic delivers a full batch at once, then the sidecar can work on all of them', () => {
  const component = readFileSync(join(__dirname, '..', '..', '..', 'components', 'pubsub.yaml'), 'utf8');
  const concurrency = Number(/name: concurrency\n\s+value: '(\d+)'/.exec(component)?.[1]);
  expect(concurrency).toBeGreaterThan(0);
  expect(loadAuditConfig(env).CONSUMER_BATCH_SIZE * registry.topicNames().length).toBeLessThanOrEqual(concurrency);
  expect(loadAuditConfig({ ...env, CONSUMER_BATCH_SIZE: '7' }).CONSUMER_BATCH_SIZE).toBe(7);
});

test('when several variables are bad, then each of them is named', () => {
  const bad = () => loadAuditConfig({ ...env, AUDIT_RETENTION_DAYS: '0', PARTITION_POLL_MS: 'soon', REPLAY_BATCH_SIZE: '1.5' });
  for (const name of ['AUDIT_RETENTION_DAYS', 'PARTITION_POLL_MS', 'REPLAY_BATCH_SIZE']) expect(bad).toThrow(name);
});
