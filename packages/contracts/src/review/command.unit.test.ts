import { reviewCommand } from './command';
import { createRepository, DOOR, door, type TestRepository } from './testing/repository';

// Each test runs several processes; on a busy machine that takes its time.
jest.setTimeout(30_000);

let repository: TestRepository;
let written = '';
beforeEach(() => {
  repository = createRepository();
  written = '';
  const write = (text: string | Uint8Array) => {
    written += String(text);
    return true;
  };
  jest.spyOn(process.stdout, 'write').mockImplementation(write);
  jest.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
  repository.dispose();
});

async function run(...args: string[]): Promise<number | undefined> {
  await reviewCommand().parseAsync(['--root', repository.root, ...args], { from: 'user' });
  return Number(process.exitCode);
}

test('when nothing differs, then the exit code is 0', async () => {
  expect(await run()).toBe(0);
  expect(written).toContain('No contract differs.');
});

test('when a minor breaks, then the exit code is 1', async () => {
  repository.write(`${DOOR}/1.1.json`, door('1.1', { required: ['id', 'room'] }));
  expect(await run('--against', 'HEAD', '--format', 'json')).toBe(1);
  expect(JSON.parse(written)).toMatchObject({ verdict: 'refused', contracts: [{ name: DOOR }] });
});

test('when services name topics in their code, then they are the producers and consumers, of a deleted topic too', async () => {
  const source = (line: string) => `import { topics } from '@sidecart/contracts';\n${line}\n`;
  repository.write('../services/shop/src/publish.ts', source('export const event = { topic: topics.shopDoorOpened };'));
  repository.write('../services/alarm/src/subscriptions.ts', source('export const all = [on(topics.shopDoorOpened, ring)];'));
  repository.commit();
  repository.remove(DOOR);
  expect(await run('--format', 'json')).toBe(1);
  expect(JSON.parse(written)).toMatchObject({
    contracts: [{ findings: [{ type: 'CONTRACT_DELETED' }], affected: { producers: ['shop'], consumers: ['alarm'] } }],
  });
});

test.each(['text', 'json', 'markdown', 'github', 'junit'])(
  'when the catalog is not JSON, then the exit code is 2 and %s names the place',
  async (format) => {
    repository.write('catalog.json', '{\n  nonsense');
    expect(await run('--format', format)).toBe(2);
    expect(written).toContain('catalog.json');
    expect(written).toContain('not JSON');
  },
);

test('when the revision is not there, then the exit code is 2 and it is named', async () => {
  expect(await run('--against', 'nowhere')).toBe(2);
  expect(written).toContain('"nowhere"');
});
