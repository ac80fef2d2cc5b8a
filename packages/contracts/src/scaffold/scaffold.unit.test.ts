import { readdirSync, readFileSync } from 'node:fs';
import { lint } from '../lint/lint';
import { contract, entry, testFolder, type TestFolder } from '../lint/testing/schemas';
import { ScaffoldError, WouldOverwrite } from './errors';
import { newTopic, type NewTopicOptions } from './new-topic';
import { newVersion } from './new-version';
import { writeDrafts } from './written';

let folder: TestFolder;
beforeEach(() => {
  folder = testFolder({
    'catalog.json': { 'a.a.a': entry('a'), 'z.z.z': entry('z') },
    'a.a.a/1.0.json': contract('a.a.a/1.0'),
    'z.z.z/1.0.json': contract('z.z.z/1.0'),
  });
});
afterEach(() => folder.remove());

const options = (change: Partial<NewTopicOptions> = {}): NewTopicOptions => ({
  topic: 'orders.order.status_changed',
  schemas: folder.path,
  key: '/orderId',
  retentionDays: 30,
  compatibility: 'FULL_TRANSITIVE',
  ...change,
});
const everything = () =>
  readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => [path, path.endsWith('.json') ? read(path) : '']);
const read = (path: string) => readFileSync(folder.at(path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;
const findings = () => lint({ paths: [folder.path] }).findings;

describe('new', () => {
  test.each<[string, Partial<NewTopicOptions>]>([
    ['in the plainest way', {}],
    ['with a key further down', { key: '/order/id' }],
    ['with a key of its own kind', { key: '/sku' }],
    ['with a key that needs escapes', { key: '/a~1b/c~0d' }],
    ['with everything said', { owner: 'orders', title: 'T', description: 'D.', retentionDays: 7, compatibility: 'backward' }],
  ])('when a topic is started %s, then it lints clean', (_when, change) => {
    newTopic(options(change));
    expect(findings()).toEqual([]);
  });

  test('when a topic is started, then contract and catalog say what was asked for, in the place of its name', () => {
    const files = newTopic(options({ retentionDays: 7, compatibility: 'BACKWARD', description: 'It moved.' }));
    expect(files).toEqual([folder.at('orders.order.status_changed/1.0.json'), folder.at('catalog.json')]);
    expect(json('orders.order.status_changed/1.0.json')).toMatchObject({
      $id: 'https://schemas.example.com/orders.order.status_changed/1.0',
      title: 'Order status changed',
      description: 'It moved.',
      required: ['orderId', 'occurredAt'],
    });
    expect(Object.keys(json('catalog.json'))).toEqual(['a.a.a', 'orders.order.status_changed', 'z.z.z']);
    expect(json('catalog.json')['orders.order.status_changed']).toEqual({
      owner: 'orders',
      key: '/orderId',
      retentionDays: 7,
      compatibility: 'BACKWARD',
      description: 'It moved.',
    });
  });

  test('when all topics name one policy, then a new one does too, unless another is asked for', () => {
    folder.write({ 'catalog.json': { 'a.a.a': entry('a', { policy: 'lenient' }), 'z.z.z': entry('z', { policy: 'lenient' }) } });
    newTopic(options());
    expect(json('catalog.json')['orders.order.status_changed']).toMatchObject({ policy: 'lenient' });
    newTopic(options({ topic: 'orders.order.paid', policy: 'strict' }));
    expect(json('catalog.json')['orders.order.paid']).toMatchObject({ policy: 'strict' });
    newTopic(options({ topic: 'orders.order.sent' }));
    expect(json('catalog.json')['orders.order.sent']).not.toHaveProperty('policy');
  });

  test('when the catalog has a form of its own, then the other entries keep it', () => {
    folder.write({ 'catalog.json': '{\n  "a.a.a": {"owner": "a",   "key": "/id"},\n  "z.z.z": {}\n}\n' });
    newTopic(options());
    expect(read('catalog.json')).toContain('  "a.a.a": {"owner": "a",   "key": "/id"},\n  "orders.order.status_changed": {\n    "owner": "orders",');
  });

  test('when the folder has shared models, then the skeleton uses them', () => {
    folder.write({
      'model/uuid/1.0.json': contract('model/uuid/1.0', {
        type: 'string',
        format: 'uuid',
        required: undefined,
        properties: undefined,
        examples: ['0191d1f4-8c3a-7b11-9d6e-000000000001'],
      }),
    });
    newTopic(options());
    expect(json('orders.order.status_changed/1.0.json')['properties']).toMatchObject({
      orderId: { $ref: 'https://schemas.example.com/model/uuid/1.0' },
    });
    expect(findings()).toEqual([]);
  });

  test('when there is no folder yet, then it is made, catalog and all', () => {
    newTopic(options({ schemas: folder.at('fresh') }));
    expect(lint({ paths: [folder.at('fresh')] })).toMatchObject({ files: 1, findings: [] });
  });

  test.each<[string, Partial<NewTopicOptions>, typeof WouldOverwrite | typeof ScaffoldError]>([
    ['is there already', { topic: 'a.a.a' }, WouldOverwrite],
    ['has two parts', { topic: 'orders.created' }, ScaffoldError],
    ['does not start with its owner', { owner: 'payment' }, ScaffoldError],
    ['has a key that is no pointer', { key: 'orderId' }, ScaffoldError],
    ['has the moment for its key', { key: '/occurredAt' }, ScaffoldError],
    ['is kept for no time', { retentionDays: Number('x') }, ScaffoldError],
    ['has a mode that is none', { compatibility: 'sidewards' }, ScaffoldError],
  ])('when the topic %s, then it is refused and nothing is written', (_when, change, error) => {
    const before = everything();
    expect(() => newTopic(options(change))).toThrow(error);
    expect(everything()).toEqual(before);
  });

  test('when only the catalog knows the topic, or the catalog is broken, then nothing is written', () => {
    folder.write({ 'catalog.json': { 'orders.order.status_changed': entry('orders') } });
    expect(() => newTopic(options())).toThrow(WouldOverwrite);
    folder.write({ 'catalog.json': '{\n  oops' });
    expect(() => newTopic(options())).toThrow(/catalog\.json:2:3: not JSON/);
    folder.write({ 'catalog.json': '[]' });
    expect(() => newTopic(options())).toThrow(ScaffoldError);
    expect(everything().filter(([path]) => path?.startsWith('orders'))).toEqual([]);
  });
});

describe('new-version', () => {
  const add = (name: string, step: 'minor' | 'major' = 'minor') => newVersion({ name, schemas: folder.path, step });

  test('when versions are added, then each is the next one and lints clean', () => {
    for (let minor = 1; minor <= 10; minor++) expect(add('a.a.a').to).toBe(folder.at(`a.a.a/1.${minor}.json`));
    expect(add('a.a.a')).toEqual({ from: folder.at('a.a.a/1.10.json'), to: folder.at('a.a.a/1.11.json') });
    expect(add('a.a.a', 'major').to).toBe(folder.at('a.a.a/2.0.json'));
    expect(add('a.a.a').to).toBe(folder.at('a.a.a/2.1.json'));
    expect(findings()).toEqual([]);
  });

  test('when a contract refers to itself, then the copy refers to the copy and keeps its form', () => {
    const own = 'https://schemas.example.com/z.z.z/1.0';
    const text = JSON.stringify(
      contract('z.z.z/1.0', { $defs: { a: { type: 'string' } }, properties: { id: { $ref: `${own}#/$defs/a`, description: 'x' } } }),
      null,
      4,
    );
    folder.write({ 'z.z.z/1.0.json': text });
    add('z.z.z', 'major');
    expect(read('z.z.z/2.0.json')).toBe(text.replaceAll(own, 'https://schemas.example.com/z.z.z/2.0'));
  });

  test('when a model gets a version, then it works as for a topic', () => {
    folder.write({ 'model/money/1.0.json': contract('model/money/1.0') });
    expect(add('model/money').to).toBe(folder.at('model/money/1.1.json'));
  });

  test('when there is nothing to copy, then it is refused and nothing is written', () => {
    const before = everything();
    expect(() => add('b.b.b')).toThrow(/has no b\.b\.b; new b\.b\.b starts one/);
    expect(() => newVersion({ name: 'a.a.a', schemas: folder.at('none'), step: 'minor' })).toThrow(ScaffoldError);
    expect(everything()).toEqual(before);
    folder.write({ 'a.a.a/1.1.json': '{' });
    expect(() => add('a.a.a')).toThrow(/1\.1\.json:1:2: not JSON/);
  });
});

test('when one of several files is there already, then none is written and what was changed is as before', () => {
  const before = everything();
  const drafts = [
    { path: folder.at('x.json'), text: '1' },
    { path: folder.at('catalog.json'), text: '2', before: read('catalog.json') },
    { path: folder.at('a.a.a/1.0.json'), text: '3' },
  ];
  expect(() => writeDrafts(drafts)).toThrow(WouldOverwrite);
  expect(everything()).toEqual(before);
});
