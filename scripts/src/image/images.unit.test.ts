import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../stack/paths.js';
import { parseDockerfile } from './dockerfile.js';
import { folderOf, readImages } from './images.js';

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly service: readonly string[] } };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const workflow = parse(read('.github', 'workflows', 'images.yaml')) as {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'test' | 'image', Job>>;
};
const { test: tests, image } = workflow.jobs;

describe('k8s/images.yaml', () => {
  test('when there is a folder of a service or an exporter, then there is an image, and no other', () => {
    const folders = ['services', 'exporters'].flatMap((folder) => readdirSync(join(projectRoot, folder)));
    expect([...readImages().services].sort()).toEqual(folders.sort());
  });

  test('when the project has a version, then the images have it', () => {
    expect(readImages().version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });

  test('when an image is named, then its folder is found; another name is refused', () => {
    expect([folderOf('payment'), folderOf('stream-lag')]).toEqual(['services/payment', 'exporters/stream-lag']);
    expect(() => folderOf('nothing')).toThrow('There is no image nothing');
  });

  test('when an image is not our own, then its tag names a version', () => {
    for (const name of Object.values(readImages().thirdParty)) expect(name).toMatch(/^[\w.-]+\/[\w./-]+:v?\d+\.\d+[\w.-]*$/);
  });
});

describe('.github/workflows/images.yaml', () => {
  test('when images are listed, then the workflow builds exactly these and publishes them where the list says', () => {
    expect([...(image.strategy?.matrix.service ?? [])].sort()).toEqual([...readImages().services].sort());
    expect(image.env?.['REGISTRY']).toBe(readImages().registry);
  });

  test('when an action is used, then it is pinned to a commit', () => {
    const used = [...tests.steps, ...image.steps].flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(4);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  test('when images are built, then the tests have passed on the Node they ship', () => {
    expect(image.needs).toBe('test');
    const [, major] = /node:(\d+)\./.exec(parseDockerfile(read('Dockerfile')).args['NODE_IMAGE'] ?? '') ?? [];
    expect(String(tests.steps.find(({ uses }) => uses?.startsWith('actions/setup-node'))?.with?.['node-version'])).toBe(major);
  });

  test('when a job may write, then it is the one that publishes, and only packages', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect([tests.permissions, image.permissions]).toEqual([undefined, { contents: 'read', packages: 'write' }]);
  });
});
