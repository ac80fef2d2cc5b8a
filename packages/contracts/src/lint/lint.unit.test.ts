import { join } from 'node:path';
import { isBlocking, type Rule } from './finding';
import { lint, type LintOptions, type LintResult } from './lint';
import { BASE, type Content, contract, entry, testFolder, type TestFolder } from './testing/schemas';

let folder: TestFolder;
beforeEach(() => (folder = testFolder()));
afterEach(() => folder.remove());

function lintOf(files: Record<string, Content>, options: Partial<LintOptions> = {}): LintResult {
  folder.write(files);
  return lint({ paths: [folder.at('json-schema')], ...options });
}

/** A folder with one topic in which nothing is wrong, changed. */
function platform(change: Record<string, Content> = {}): Record<string, Content> {
  return {
    'json-schema/catalog.json': { 'orders.order.created': entry('orders') },
    'json-schema/orders.order.created/1.0.json': contract('orders.order.created/1.0'),
    'json-schema/model/money/1.0.json': contract('model/money/1.0'),
    ...change,
  };
}

const summary = ({ findings }: LintResult) =>
  findings.map(({ rule, file, pointer }) => `${rule} ${file.slice(file.indexOf('json-schema/') + 12)} ${pointer}`.trim());
const TOPIC = 'json-schema/orders.order.created/1.0.json';
const topic = (change: object) => platform({ [TOPIC]: contract('orders.order.created/1.0', change) });

test('when everything is in order, then nothing is found and it says that nothing was compared outside git', () => {
  const result = lintOf(platform());
  expect(result).toMatchObject({ files: 2, findings: [], exitCode: 0 });
  expect(result.notes[0]).toMatch(/^published files were not compared: .* is not in a git repository$/);
});

test('when the project lints itself, then there is no error', () => {
  const { findings, files } = lint({ paths: [join(__dirname, '../../../../json-schema')] });
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  expect(files).toBeGreaterThan(20);
});

describe('one thing wrong with a schema', () => {
  const money = { $ref: `${BASE}model/money/1.0`, description: 'How much.' };
  const cases: [string, object, string][] = [
    ['the draft is another', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'DRAFT_NOT_2020_12 /$schema'],
    ['the draft is not named', { $schema: undefined }, 'DRAFT_NOT_2020_12 /$schema'],
    ['the $id is missing', { $id: undefined }, 'ID_MISSING /$id'],
    ['the $id is that of another path', { $id: `${BASE}orders.order.created/1.1` }, 'ID_NOT_ITS_PATH /$id'],
    ['the title is missing', { title: '' }, 'TITLE_MISSING /title'],
    ['the description is missing', { description: ' ' }, 'DESCRIPTION_MISSING /description'],
    ['a property has no description', { properties: { id: { type: 'string' } } }, 'DESCRIPTION_MISSING /properties/id'],
    [
      'a property of an item has no description',
      {
        properties: {
          id: { type: 'string', description: 'x' },
          lines: { type: 'array', description: 'x', items: { type: 'object', properties: { sku: {} } } },
        },
      },
      'DESCRIPTION_MISSING /properties/lines/items/properties/sku',
    ],
    ['there are no examples', { examples: undefined }, 'EXAMPLES_MISSING /examples'],
    ['the examples are none', { examples: [] }, 'EXAMPLES_MISSING /examples'],
    [
      'an example is invalid',
      { examples: [{ id: 'a' }, { id: 'b' }], properties: { id: { const: 'a', description: 'x' } } },
      'EXAMPLE_INVALID /examples/1/id',
    ],
    [
      'an example of a property is invalid',
      { properties: { id: { type: 'string', description: 'x', examples: ['a', 7] } } },
      'EXAMPLE_INVALID /properties/id/examples/1',
    ],
    [
      'a reference leads nowhere',
      { properties: { id: { type: 'string', description: 'x' }, a: { ...money, $ref: '#/$defs/none' } } },
      'REF_UNRESOLVABLE /properties/a/$ref',
    ],
    [
      'a reference leads to a contract that is not there',
      { properties: { id: { type: 'string', description: 'x' }, a: { ...money, $ref: `${BASE}model/money/1.9` } } },
      'REF_UNRESOLVABLE /properties/a/$ref',
    ],
    [
      'a reference climbs out, also where its URI would lead back',
      { properties: { id: { type: 'string', description: 'x' }, a: { ...money, $ref: '../../model/money/1.0' } } },
      'REF_ESCAPES /properties/a/$ref',
    ],
    [
      'a reference is remote',
      { properties: { id: { type: 'string', description: 'x' }, a: { ...money, $ref: 'https://example.org/x' } } },
      'REF_REMOTE /properties/a/$ref',
    ],
    ['a keyword is misspelt', { requird: ['id'] }, 'NOT_STRICT /requird'],
    ['a format is unknown', { properties: { id: { type: 'string', description: 'x', format: 'uid' } } }, 'NOT_STRICT /properties/id'],
    ['a required property is not declared', { required: ['id', 'no'], examples: [{ id: 'a', no: 1 }] }, 'NOT_STRICT'],
    ['a reference comes back to itself at once', { allOf: [{ $ref: '#' }] }, 'REF_CYCLE /allOf/0/$ref'],
    ['it is no schema', { required: 'id' }, 'NOT_A_SCHEMA /required'],
    ['the draft is unknown', { $schema: 'https://example.org/draft' }, 'UNKNOWN_DRAFT /$schema'],
  ];
  test.each(cases)('when %s, then that is found there', (_when, change, expected) => {
    const [rule = '', ...pointer] = expected.split(' ');
    const result = lintOf(topic(change));
    expect(summary(result)).toEqual([[rule, 'orders.order.created/1.0.json', ...pointer].join(' ')]);
    expect(result.exitCode).toBe(['NOT_A_SCHEMA', 'UNKNOWN_DRAFT', 'REF_REMOTE', 'REF_CYCLE'].includes(rule) ? 2 : 1);
    expect(result.findings.some(isBlocking)).toBe(result.exitCode === 2);
  });

  test('when something is found, then line and column lead to it', () => {
    const [found] = lintOf(topic({ properties: { id: { type: 'string' } } })).findings;
    expect(found).toMatchObject({ line: 11, column: 5 });
  });
});

test('when a file is no JSON or too large, then that is found and nothing else of its topic', () => {
  const broken = lintOf(platform({ [TOPIC]: '{\n  "title": "x",\n  oops\n}' }));
  expect(summary(broken)).toEqual(['NOT_JSON orders.order.created/1.0.json']);
  expect(broken.findings[0]).toMatchObject({ line: 3, column: 3 });
  expect(broken.exitCode).toBe(2);
  const large = lintOf({ [TOPIC]: ' '.repeat(5 * 1024 * 1024) });
  expect(summary(large)).toEqual(['TOO_LARGE orders.order.created/1.0.json']);
});

test('when two files have one identifier, then that is found once, whatever else is judged', () => {
  const twice = contract('model/money/1.0', { $id: `${BASE}orders.order.created/1.0` });
  expect(summary(lintOf(platform({ 'json-schema/model/money/1.0.json': twice })))).toEqual([
    'ID_NOT_ITS_PATH model/money/1.0.json /$id',
    'ID_TWICE orders.order.created/1.0.json /$id',
  ]);
});

test('when a condition speaks of a property again, then it needs no second description', () => {
  const conditional = { if: { properties: { id: { const: 'a' } } }, then: { properties: { id: { minLength: 1 } } } };
  expect(summary(lintOf(topic({ ...conditional, required: [] }), { off: ['NOT_STRICT'] }))).toEqual([]);
});

test('when a shared model is wrong, then it is told once and not with each topic that uses it', () => {
  const uses = { properties: { id: { type: 'string', description: 'x' }, a: { $ref: `${BASE}model/money/1.0`, description: 'x' } } };
  const model = contract('model/money/1.0', { properties: { id: { type: 'string', description: 'x', format: 'uid' } } });
  const result = lintOf({ ...topic(uses), 'json-schema/model/money/1.0.json': model });
  expect(summary(result)).toEqual(['NOT_STRICT model/money/1.0.json /properties/id']);
});

describe('the catalog', () => {
  const cases: [string, object, Rule, string][] = [
    ['names no owner', { owner: undefined }, 'CATALOG_OWNER', '/owner'],
    ['names an owner the topic does not start with', { owner: 'order' }, 'CATALOG_OWNER', '/owner'],
    ['names no key', { key: undefined }, 'CATALOG_KEY', '/key'],
    ['names a key that is no pointer', { key: 'id' }, 'CATALOG_KEY', '/key'],
    ['names a key that is not in the examples', { key: '/orderId' }, 'CATALOG_KEY', '/key'],
    ['says nothing of retention', { retentionDays: undefined }, 'CATALOG_RETENTION', '/retentionDays'],
    ['keeps events for no time', { retentionDays: 0 }, 'CATALOG_RETENTION', '/retentionDays'],
    ['names no mode', { compatibility: undefined }, 'CATALOG_MODE', '/compatibility'],
    ['names a mode that is none', { compatibility: 'SIDEWARDS' }, 'CATALOG_MODE', '/compatibility'],
    ['names a policy that is none', { policy: 'mild' }, 'CATALOG_MODE', '/policy'],
    ['describes nothing', { description: '' }, 'CATALOG_DESCRIPTION', '/description'],
  ];
  test.each(cases)('when it %s, then that is found in its entry', (_when, change, rule, pointer) => {
    const result = lintOf(platform({ 'json-schema/catalog.json': { 'orders.order.created': entry('orders', change) } }));
    expect(summary(result)).toEqual([`${rule} catalog.json /orders.order.created${pointer}`]);
    expect(result.findings[0]?.line).toBeGreaterThan(1);
  });

  test('when a topic is not in it, then that is found at the topic, also without any catalog', () => {
    expect(summary(lintOf(platform({ 'json-schema/catalog.json': {} })))).toEqual(['NOT_IN_CATALOG orders.order.created/1.0.json']);
    const bare = testFolder({ [TOPIC]: contract('orders.order.created/1.0') });
    expect(summary(lint({ paths: [bare.at('json-schema')] }))).toEqual(['NOT_IN_CATALOG orders.order.created/1.0.json']);
    bare.remove();
  });

  test('when it lists what has no schema or no name of three parts, then both are found', () => {
    const catalog = { 'orders.order.created': entry('orders'), 'orders.gone': entry('orders') };
    expect(summary(lintOf(platform({ 'json-schema/catalog.json': catalog })))).toEqual([
      'TOPIC_NAME_WRONG catalog.json /orders.gone',
      'CATALOG_WITHOUT_SCHEMA catalog.json /orders.gone',
    ]);
  });

  test('when it is no JSON or no object, then nothing can be said of topics', () => {
    const broken = lintOf(platform({ 'json-schema/catalog.json': '{' }));
    expect([summary(broken), broken.exitCode]).toEqual([['NOT_JSON catalog.json'], 2]);
    const list = lintOf({ 'json-schema/catalog.json': [] });
    expect([summary(list), list.exitCode]).toEqual([['NOT_A_SCHEMA catalog.json'], 2]);
  });
});

test('when a topic has two parts or a file stands where none belongs, then that is found', () => {
  const files = platform({
    'json-schema/orders.created/1.0.json': contract('orders.created/1.0'),
    'json-schema/loose.json': contract('loose'),
    'json-schema/http/orders/patch-order.json': contract('http/orders/patch-order'),
    'json-schema/envelope/1.0.json': contract('envelope/1.0'),
  });
  expect(summary(lintOf(files))).toEqual([
    'FILE_OUT_OF_PLACE loose.json',
    'TOPIC_NAME_WRONG orders.created/1.0.json',
    'NOT_IN_CATALOG orders.created/1.0.json',
  ]);
});

describe('any folder of schemas', () => {
  const files = {
    'schemas/a.json': contract('a.json'),
    'schemas/deep/b.json': contract('deep/b.json', { properties: { id: { $ref: '../a.json', description: 'x' } }, examples: [{ id: { id: 'x' } }] }),
  };

  test('when it knows no topics, then neither catalog nor names are asked for', () => {
    folder.write(files);
    expect(lint({ paths: [folder.at('schemas')] })).toMatchObject({ files: 2, findings: [], exitCode: 0 });
  });

  test('when schemas have no $id, then they refer to each other by path and the rule can be turned off', () => {
    const plain = {
      'schemas/a.json': contract('a', { $id: undefined }),
      'schemas/deep/b.json': contract('b', { $id: undefined, allOf: [{ $ref: '../a.json' }] }),
    };
    folder.write(plain);
    const result = lint({ paths: [folder.at('schemas')], off: ['ID_MISSING'] });
    expect(result.findings).toEqual([]);
  });

  test('when one file is asked for, then only its findings are told', () => {
    folder.write({ ...files, 'schemas/bad.json': contract('bad.json', { title: '' }), 'schemas/worse.json': contract('worse.json', { title: '' }) });
    expect(lint({ paths: [folder.at('schemas/bad.json')] }).findings.map(({ file }) => file)).toEqual([folder.at('schemas/bad.json')]);
    const deep = { paths: [folder.at('schemas/deep')] };
    expect(lint({ ...deep, schemas: folder.at('schemas') })).toMatchObject({ files: 1, findings: [] });
    expect(lint(deep).findings.map(({ rule }) => rule)).toEqual(['REF_ESCAPES']);
  });

  test('when the base is given, then an $id must start with it', () => {
    folder.write(files);
    const { findings } = lint({ paths: [folder.at('schemas')], base: 'https://other.example/' });
    expect(findings.map(({ rule }) => rule)).toContain('ID_NOT_ITS_PATH');
  });

  test('when a path does not exist, then it says so', () => {
    expect(() => lint({ paths: [folder.at('none')] })).toThrow(/none does not exist/);
  });
});
