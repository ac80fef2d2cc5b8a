import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGenerate } from './run';

// Generating everything takes its time on a busy machine.
jest.setTimeout(30_000);

// The type compiler loads prettier, which imports ES modules as Jest here cannot; the generator formats nothing with it.
jest.mock('prettier', () => ({}));

const SCHEMAS = join(__dirname, '../../../../json-schema');
let root: string;
let said: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generate-'));
  cpSync(SCHEMAS, join(root, 'json-schema'), { recursive: true });
  said = '';
  const say = (...words: unknown[]) => void (said += `${words.join(' ')}\n`);
  jest.spyOn(console, 'log').mockImplementation(say);
  jest.spyOn(console, 'error').mockImplementation(say);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const generated = (name: string) => join(root, 'packages/contracts/src/generated', name);

test('when it has generated, then nothing has drifted; when a file was edited, then check names it and writes nothing', async () => {
  expect(await runGenerate({ root })).toBe(0);
  expect(await runGenerate({ root, check: true })).toBe(0);
  appendFileSync(generated('scopes.json'), ' ');
  expect(await runGenerate({ root, check: true })).toBe(1);
  expect(said).toContain('scopes.json is not what');
  expect(readFileSync(generated('scopes.json'), 'utf8')).toMatch(/ $/);
});

test('when a service subscribes to one topic more, then the scopes and the AsyncAPI document have drifted', async () => {
  await runGenerate({ root });
  const file = join(root, 'services/alarm/src/subscriptions.ts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "import { topics } from '@sidecart/contracts';\nexport const all = [on(topics.checkoutCartUpdated, ring)];\n");
  expect(await runGenerate({ root, check: true })).toBe(1);
  expect(said).toMatch(/asyncapi\.yaml is not[^]*scopes\.json is not/);
  await runGenerate({ root });
  expect(readFileSync(generated('scopes.json'), 'utf8')).toContain('alarm=checkout.cart.updated');
});

test('when a contract is faulty, then the exit code is 1, the fault is named and nothing is written', async () => {
  writeFileSync(join(root, 'json-schema/checkout.cart.updated/1.2.json'), '{}');
  expect(await runGenerate({ root })).toBe(1);
  expect(said).toContain('checkout.cart.updated/1.2: $id is not');
  expect(existsSync(generated('types.ts'))).toBe(false);
});

test('when pages are asked for, then they are written to the folder and nowhere else', async () => {
  expect(await runGenerate({ root, pages: join(root, 'site') })).toBe(0);
  expect(existsSync(join(root, 'site/index.html'))).toBe(true);
  expect(existsSync(generated('types.ts'))).toBe(false);
});

test('when approvals stand beside the catalog, then they are taken for no contract', async () => {
  writeFileSync(join(root, 'json-schema/approvals.json'), '{}');
  expect(await runGenerate({ root })).toBe(0);
});
