import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultsOf, type ImageUnderCheck } from './rules.js';
import type { TreeEntry } from './tree.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidecart-rules-'));
  writeFileSync(join(folder, 'plain'), 'nothing of note');
  writeFileSync(join(folder, 'secret'), '-----BEGIN RSA PRIVATE KEY-----');
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (path: string, more: Partial<TreeEntry> = {}): TreeEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  bytes: 1,
  modifiedMs: 0,
  content: '',
  ...more,
});
const inside = (path: string): TreeEntry => file(path, { kind: 'folder', mode: 0o755, modifiedMs: 5 });
const label = (name: string): string => `org.opencontainers.image.${name}`;
const check = (tree: readonly TreeEntry[], image: Partial<ImageUnderCheck['image']> = {}): string[] =>
  faultsOf({
    service: 'payment',
    version: '1.2.3',
    tools: ['typescript', '@types/node'],
    tree,
    image: {
      ...{ tree: folder, below: [], workdir: '/app', user: '65532:65532', entrypoint: ['node'], cmd: ['main.js'] },
      env: { NODE_ENV: 'production' },
      labels: { [label('title')]: 'sidecart/payment', [label('version')]: '1.2.3', [label('licenses')]: 'Apache-2.0' },
      ...image,
    },
  });

describe('faultsOf', () => {
  test('when an image is as it should be, then nothing is wrong', () => {
    const links = [file('main.js', { kind: 'link', mode: 0o777, content: 'services/payment/dist/main.js' })];
    const node = [inside('node_modules'), inside('node_modules/zod'), file('node_modules/zod/plain')].filter(({ kind }) => kind === 'folder');
    expect(
      check([...links, ...node, inside('services'), inside('services/payment'), file('plain'), inside('services/payment/dist/main.js')]),
    ).toEqual([]);
  });

  test.each([
    [file('plain', { mode: 0o4755 }), 'plain is setuid, setgid or sticky'],
    [file('plain', { mode: 0o664 }), 'plain may be written by others than its owner'],
    [file('plain', { mode: 0o640 }), 'plain may not be read by the service'],
    [file('dist', { kind: 'folder', mode: 0o744 }), 'dist may not be entered by the service'],
    [file('pipe', { kind: 'other' }), 'pipe is neither a file, a folder nor a link'],
    [file('plain', { modifiedMs: 1 }), 'plain has a time of its own'],
    [file('node_modules/a/index.d.ts'), 'node_modules/a/index.d.ts is TypeScript'],
    [file('node_modules/a/main.test.js'), 'node_modules/a/main.test.js belongs to tests'],
    [inside('node_modules/a/test'), 'node_modules/a/test belongs to tests'],
    [inside('packages/platform/dist/testing'), 'packages/platform/dist/testing belongs to tests'],
    [file('node_modules/a/.env'), 'node_modules/a/.env may hold a secret'],
    [file('node_modules/a/x.pem'), 'node_modules/a/x.pem may hold a secret'],
    [file('secret'), 'secret holds a private key'],
    [inside('node_modules/typescript'), 'the package typescript is for development'],
    [inside('node_modules/a/node_modules/@types/node'), 'the package @types/node is for development'],
    [inside('services/orders'), "services/orders is another image's"],
    [
      file('main.js', { kind: 'link', content: 'services/payment/dist/main.js' }),
      'main.js points to services/payment/dist/main.js, which is not there',
    ],
    [file('plain', { bytes: 200_000_000 }), 'it has 200.0 MB, more than 130'],
  ])('when it holds %j, then that is told', (entry, fault) => {
    expect(check([entry])).toEqual([fault]);
  });

  test('when thousands of entries have the same fault, then a few are told, and how many there are', () => {
    const faults = check(Array.from({ length: 1000 }, (_, index) => file(`node_modules/a/${String(index)}.ts`)));
    expect([faults.length, faults.at(-1)]).toEqual([5, 'and 996 more, such as: node_modules/a/999.ts is TypeScript']);
  });

  test.each([
    [{ user: '0:0' }, 'USER 0:0 is not two numbers'],
    [{ user: 'node' }, 'USER node is not two numbers'],
    [{ user: '' }, 'USER  is not two numbers'],
    [{ env: {} }, 'NODE_ENV is not production'],
    [{ labels: {} }, 'the label title is not right'],
  ])('when its settings are %j, then that is told', (image, fault) => {
    expect(check([], image)[0]).toContain(fault);
  });
});
