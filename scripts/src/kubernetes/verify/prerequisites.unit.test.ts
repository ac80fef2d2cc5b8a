import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrerequisites } from './prerequisites.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecart-prerequisites-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('when there are examples of Secrets and a list of more, then an overlay has both and nothing of another', () => {
  const examples = join(folder, 'overlays', 'production', 'secrets', 'example');
  mkdirSync(examples, { recursive: true });
  writeFileSync(join(examples, 'redis.env'), '# The one with the streams.\nhost=redis.example.com:6380\npassword=\n');
  writeFileSync(
    join(folder, 'prerequisites.yaml'),
    `
overlays:
  local: { secrets: { roles: [orders] } }
  production: { configMaps: { authorities: [ca.crt] } }
exceptions:
  - { check: replicas, object: Deployment/one, why: there is one, overlays: [production] }
`,
  );
  expect(readPrerequisites(folder, 'local')).toEqual({ secrets: { redis: ['host', 'password'], roles: ['orders'] }, configMaps: {}, exceptions: [] });
  const production = readPrerequisites(folder, 'production');
  expect(production.configMaps).toEqual({ authorities: ['ca.crt'] });
  expect(production.exceptions.map(({ object }) => object)).toEqual(['Deployment/one']);
});

test('when an exception gives no reason, then it is refused', () => {
  writeFileSync(join(folder, 'prerequisites.yaml'), 'exceptions: [{ check: replicas, object: Deployment/one }]');
  expect(() => readPrerequisites(folder, 'local')).toThrow(/needs its "why"/);
});
