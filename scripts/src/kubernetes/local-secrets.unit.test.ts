import { localSecrets } from './local-secrets.js';

const databases = [{ service: 'orders', database: 'orderdb', role: 'order_user' }];
const files = localSecrets(databases, (name) => `password-of-${name}`);

test('when the secrets are made, then each of their files is in the kustomization', () => {
  const listed = files.get('kustomization.yaml') ?? '';
  for (const path of files.keys()) {
    if (path !== 'kustomization.yaml') expect(listed).toContain(`- ${path}\n`);
  }
});

test('when Redis reads its users, then it learns digests, and KEDA and the exporter can write nothing', () => {
  const users = files.get('users.acl') ?? '';
  expect(users).not.toContain('password-of');
  expect(users.split('\n')[0]).toBe('user default off');
  const reader = users.split('\n').find((line) => line.startsWith('user reader')) ?? '';
  expect(reader).toMatch(/-@all/);
  expect(reader).not.toMatch(/\+(xadd|xdel|xack|set|del|eval|@)/);
});

test('when a service is given its database, then the role that owns it has the same password', () => {
  expect(files.get('databases.env')).toBe('orders=postgres://order_user:password-of-orders-database@postgres:5432/orderdb\n');
  expect(files.get('roles/order_user')).toBe('password-of-orders-database');
});
