import { existsSync, writeFileSync } from 'node:fs';
import { contract, entry, testFolder, type TestFolder } from '../lint/testing/schemas';
import { runProgram } from './program';

const VERBS = ['lint', 'compare', 'review', 'generate', 'new', 'new-version', 'validate', 'witness'];
let folder: TestFolder;
let out: string;
let err: string;

beforeEach(() => {
  folder = testFolder({
    'old.json': { type: 'object', properties: { amount: { type: 'integer' } } },
    'new.json': { type: 'object', properties: { amount: { type: 'integer', minimum: 0 } } },
    'same.json': { type: 'object', properties: { amount: { type: 'integer' } } },
    'bad.json': '{\n  oops',
    'schemas/catalog.json': { 'orders.order.created': entry('orders') },
    'schemas/orders.order.created/1.0.json': contract('orders.order.created/1.0'),
  });
  [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
  folder.remove();
});

test('when help is asked for, then every verb is named and each shows examples', async () => {
  expect(await runProgram(['--help'])).toBe(0);
  for (const verb of VERBS) expect(out).toContain(`\n  ${verb} `);
  for (const verb of ['lint', 'compare', 'new', 'new-version', 'validate', 'witness']) {
    out = '';
    expect(await runProgram([verb, '--help'])).toBe(0);
    expect(out).toContain(`Examples:\n  contracts ${verb} `);
    expect(out).toContain('Exit code: 0 ');
  }
});

test.each([
  [[]],
  [['no-such-verb']],
  [['lint', '--formt']],
  [['compare', 'one.json']],
  [['compare', 'a', 'b', '--mode', 'sideways']],
  [['new-version', 'a.b.c', '--minor', '--major']],
])('when %j is not understood, then it is exit code 2', async (args) => {
  expect(await runProgram(args)).toBe(2);
  expect(err).not.toBe('');
});

describe('compare and witness', () => {
  const run = (...args: string[]) => runProgram(args.map((arg) => (arg.endsWith('.json') ? folder.at(arg) : arg)));

  test('when the change breaks, then it is exit code 1 and the instance is shown', async () => {
    expect(await run('compare', 'old.json', 'new.json', '--format', 'json')).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ compatible: false, mode: 'backward', policy: 'strict', witness: { amount: -1 } });
    out = '';
    expect(await run('witness', 'old.json', 'new.json')).toBe(1);
    expect(JSON.parse(out)).toEqual({ amount: -1 });
  });

  test('when another mode or policy is asked for, then that is what is compared', async () => {
    expect(await run('compare', 'old.json', 'new.json', '--mode', 'forward')).toBe(0);
    expect(await run('witness', 'old.json', 'new.json', '--mode', 'full', '--policy', 'lenient')).toBe(1);
    expect(await run('compare', 'old.json', 'same.json', '--mode', 'full')).toBe(0);
  });

  test('when a schema cannot be loaded, then it is exit code 2, with file, line and column', async () => {
    expect(await run('compare', 'old.json', 'bad.json')).toBe(2);
    expect(err).toContain(`${folder.at('bad.json')}:2:3: not JSON`);
    expect(await run('witness', 'old.json', 'none.json')).toBe(2);
    expect(err).toContain('cannot be read');
    expect(out).toBe('');
    expect(await run('compare', 'old.json', 'bad.json', '--format', 'json')).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { line: 2, column: 3 } });
    out = '';
    expect(await run('compare', 'old.json', 'bad.json', '--format', 'github')).toBe(2);
    expect(out).toMatch(/^::error file=.*bad\.json,line=2,col=3,title=Schema cannot be loaded::not JSON/);
  });

  test('when contracts of one folder refer to others by $id, then these are read in', async () => {
    const money = { $ref: 'https://schemas.example.com/model/money/1.0', description: 'x' };
    folder.write({
      'schemas/model/money/1.0.json': contract('model/money/1.0', { required: ['id'] }),
      'schemas/orders.order.created/1.1.json': contract('orders.order.created/1.1', { required: ['a'], properties: { a: money } }),
      'schemas/orders.order.created/1.2.json': contract('orders.order.created/1.2', { required: ['a'], properties: { a: { type: 'object' } } }),
    });
    const [before, after] = ['schemas/orders.order.created/1.1.json', 'schemas/orders.order.created/1.2.json'] as const;
    expect(await run('compare', before, after)).toBe(0);
    out = '';
    expect(await run('witness', before, after, '--mode', 'forward')).toBe(1);
    expect(JSON.parse(out)).toEqual({ a: {} });
  });

  test('when plain files refer to each other by path, then only below the folder that is named', async () => {
    folder.write({ 'ref.json': { $ref: 'old.json' } });
    expect(await run('compare', 'ref.json', 'same.json')).toBe(2);
    expect(await run('compare', 'ref.json', 'same.json', '--mode', 'full', '--root', folder.path)).toBe(0);
  });
});

describe('lint, validate, new, new-version', () => {
  const schemas = () => ['--schemas', folder.at('schemas')];

  test('when contracts are linted, then the exit code says whether they are in order', async () => {
    expect(await runProgram(['lint', folder.at('schemas')])).toBe(0);
    expect(out).toContain('1 schema: no errors');
    folder.write({ 'schemas/orders.order.created/1.1.json': contract('orders.order.created/1.1', { title: '' }) });
    expect(await runProgram(['lint', folder.at('schemas'), '--format', 'json'])).toBe(1);
    expect(await runProgram(['lint', folder.at('schemas'), '--off', 'TITLE_MISSING'])).toBe(0);
    expect(await runProgram(['lint', folder.at('schemas'), '--off', 'EXAMPLES_MISSING', 'title_missing'])).toBe(0);
    expect(await runProgram(['lint', folder.at('schemas'), '--off', 'EVERYTHING'])).toBe(2);
    folder.write({ 'schemas/orders.order.created/1.1.json': '{' });
    expect(await runProgram(['lint', folder.at('schemas')])).toBe(2);
    expect(await runProgram(['lint', folder.at('none')])).toBe(2);
    expect(err).toContain('none does not exist');
    folder.git('init');
    expect(await runProgram(['lint', folder.at('schemas'), '--against', 'v9'])).toBe(2);
  });

  test('when events are validated, then the exit code says whether they are valid', async () => {
    writeFileSync(folder.at('events.ndjson'), '{"amount":1}\n{"amount":-1}\n');
    expect(await runProgram(['validate', folder.at('events.ndjson'), '--schema', folder.at('old.json')])).toBe(0);
    expect(await runProgram(['validate', folder.at('events.ndjson'), '--schema', folder.at('new.json')])).toBe(1);
    expect(out).toContain('events.ndjson:2:2  /amount  must be >= 0');
    for (const [file, flags] of [
      ['none.ndjson', []],
      ['old.json', schemas()],
      ['old.json', ['--schema', folder.at('bad.json')]],
      ['.', ['--schema', folder.at('old.json')]],
    ] as const) {
      err = '';
      expect(await runProgram(['validate', folder.at(file), ...flags])).toBe(2);
      expect(err).not.toBe('');
    }
  });

  test('when a topic is started and gets versions, then all lint clean and nothing is written over', async () => {
    expect(await runProgram(['new', 'orders.order.paid', '--key', '/orderId', '--owner', 'orders', ...schemas()])).toBe(0);
    expect(await runProgram(['new', 'orders.order.paid', ...schemas()])).toBe(1);
    expect(await runProgram(['new', 'orders.paid', ...schemas()])).toBe(2);
    expect(await runProgram(['new-version', 'orders.order.paid', ...schemas()])).toBe(0);
    expect(await runProgram(['new-version', 'orders.order.paid', '--major', ...schemas()])).toBe(0);
    expect(await runProgram(['new-version', 'orders.order.lost', ...schemas()])).toBe(2);
    expect(['1.0', '1.1', '2.0'].filter((version) => existsSync(folder.at(`schemas/orders.order.paid/${version}.json`)))).toHaveLength(3);
    expect(await runProgram(['lint', folder.at('schemas')])).toBe(0);
  });
});
