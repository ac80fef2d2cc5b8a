import { BASE, contract, DRAFT, testFolder, type TestFolder } from '../lint/testing/schemas';
import { type Judge, judgeByContracts, judgeBySchema } from './judge';
import { MAX_PIECE } from './piece';
import { reportOf, type ValidateFormat } from './report';
import { validateStream, type ValidationFailure } from './validate';

const isEven: Judge = (value) => (Number(value) % 2 === 0 ? [] : [{ pointer: '', message: 'must be even', keyword: 'even' }]);

async function* chunksOf(text: string, size = text.length || 1): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

async function run(text: string, judge: Judge, size?: number) {
  const failures: ValidationFailure[] = [];
  const chunks = chunksOf(text, size);
  const summary = await validateStream({ file: 'x', chunks, judge, tell: (more) => void failures.push(...more) });
  return {
    summary,
    failures,
    lines: failures.map(({ line, column, pointer, keyword }) => `${line}:${column} ${pointer} ${keyword}`.replace('  ', ' ')),
  };
}

describe('streams', () => {
  const seen: unknown[] = [];
  const collect: Judge = (value) => {
    seen.push(value);
    return [];
  };
  beforeEach(() => void (seen.length = 0));

  const event = { a: '}]{["\\"', b: [{ c: [1, 2] }], d: 'é😀' };
  const shapes: [string, string, unknown[]][] = [
    ['one event a line', `${JSON.stringify(event)}\n${JSON.stringify(event)}\n`, [event, event]],
    ['lines with empty ones between and no last line feed', `\n${JSON.stringify(event)}\r\n\n7`, [event, 7]],
    ['one event over many lines', JSON.stringify(event, null, 2), [event]],
    ['events over many lines, one after the other', `${JSON.stringify(event, null, 2)}\n${JSON.stringify(event, null, 2)}`, [event, event]],
    ['a list on one line', JSON.stringify([event, 1, 'x,]', null, true, [2], event]), [event, 1, 'x,]', null, true, [2], event]],
    ['a list over many lines', JSON.stringify([event, 1, -2.5e3, 'x', event], null, 2), [event, 1, -2.5e3, 'x', event]],
    ['a byte order mark first', `\uFEFF${JSON.stringify(event)}`, [event]],
    ['a single number', '12', [12]],
  ];
  test.each(shapes)('when it is %s, then each event is judged, however it arrives', async (_when, text, expected) => {
    for (const size of [1, 3, 64, text.length]) {
      seen.length = 0;
      const { summary } = await run(text, collect, size);
      expect(seen).toEqual(expected);
      expect(summary).toMatchObject({ events: expected.length, valid: expected.length, exitCode: 0 });
    }
  });

  test.each(['', '\n \n', '[]', '[ ]\n'])('when it is %j, then there was nothing to judge, which is no success', async (text) => {
    expect((await run(text, collect)).summary).toMatchObject({ events: 0, exitCode: 2 });
  });

  test('when one line is no JSON, then its place is told and the others are judged', async () => {
    const { lines, summary } = await run('2\n3\n{"a": oops}\n4', isEven);
    expect(lines).toEqual(['2:1 even', '3:7 json']);
    expect(summary).toEqual({ events: 4, valid: 2, invalid: 1, unreadable: 1, failures: 2, exitCode: 2 });
  });

  test.each([
    ['a list that is cut off', '[2, 4', '1:6 json'],
    ['an event that is cut off', '{\n "a": 1', '2:8 json'],
    ['what follows a list', '[2]\n oops', '2:2 json'],
    ['a bracket too many', '[2]]', '1:4 json'],
  ])('when it ends in %s, then that is no JSON', async (_when, text, line) => {
    const { lines, summary } = await run(text, () => []);
    expect(lines).toEqual([line]);
    expect(summary.exitCode).toBe(2);
  });

  test('when an event never ends, then it is not kept in memory for ever', async () => {
    async function* endless() {
      for (;;) yield `{${' '.repeat(1 << 20)}`;
    }
    const input = { file: 'x', chunks: endless(), judge: collect, tell: () => undefined };
    await expect(validateStream(input)).rejects.toMatchObject({ line: 1, column: 1 });
    async function* lines() {
      yield '{}\n';
      for (;;) yield ' '.repeat(MAX_PIECE / 4);
    }
    await expect(validateStream({ ...input, chunks: lines() })).rejects.toMatchObject({ line: 2 });
  });

  test('when whoever is told is slow, then the stream waits', async () => {
    let telling = 0;
    let most = 0;
    const tell = async () => {
      most = Math.max(most, ++telling);
      await new Promise((resolve) => setImmediate(resolve));
      telling--;
    };
    await validateStream({ file: 'x', chunks: chunksOf('1\n3\n5\n7\n', 2), judge: isEven, tell });
    expect(most).toBe(1);
  });

  test('when a value is wrong, then line and column lead into the event', async () => {
    const judge: Judge = () => [{ pointer: '/b/c', message: 'x', keyword: 'k' }];
    expect((await run('{\n  "b": {\n    "c": 1\n  }\n}', judge)).lines).toEqual(['3:5 /b/c k']);
    expect((await run('[\n  {"b": {"c": 1}}\n]', judge)).lines).toEqual(['2:10 /b/c k']);
    expect((await run('{"b":{"c":1}}\n {"b":{"c":1}}', judge)).lines).toEqual(['1:7 /b/c k', '2:8 /b/c k']);
  });
});

describe('contracts', () => {
  const envelope = {
    $schema: DRAFT,
    $id: `${BASE}envelope/1.0`,
    type: 'object',
    required: ['id', 'type', 'dataschema', 'data'],
    properties: { id: { type: 'string' }, data: { type: 'object' } },
  };
  const TOPIC = 'orders.order.created';
  const good = { id: 'e1', type: TOPIC, dataschema: `${BASE}${TOPIC}/1.0`, data: { id: 'a' } };
  let folder: TestFolder;
  beforeAll(() => {
    folder = testFolder({
      'catalog.json': {},
      'envelope/1.0.json': envelope,
      [`${TOPIC}/1.0.json`]: contract(`${TOPIC}/1.0`),
      [`${TOPIC}/1.2.json`]: contract(`${TOPIC}/1.2`, { required: ['id', 'at'], properties: { id: {}, at: { $ref: '../model/at/1.0' } } }),
      'model/at/1.0.json': contract('model/at/1.0', { type: 'string', required: undefined, properties: undefined, format: 'date-time' }),
    });
  });
  afterAll(() => folder.remove());
  const pointers = (event: unknown) => judgeByContracts(folder.path)(event).map(({ pointer, keyword }) => `${pointer} ${keyword}`.trim());

  test.each<[string, object, string[]]>([
    ['nothing is wrong', {}, []],
    ['data breaks its contract', { data: { id: 7 } }, ['/data/id type']],
    ['data lacks what it needs', { data: {} }, ['/data/id required']],
    ['data is null, which envelope and contract both refuse', { data: null }, ['/data type']],
    ['an attribute is missing', { id: undefined }, ['/id required']],
    ['the type is that of another topic', { type: 'orders.order.lost' }, ['/type type']],
    ['the schema is not known', { dataschema: `${BASE}orders.order.lost/1.0` }, ['/dataschema dataschema']],
    ['the major is not known', { dataschema: `${BASE}${TOPIC}/2.0` }, ['/dataschema dataschema']],
    ['the minor is not known, and the newest judges', { dataschema: `${BASE}${TOPIC}/1.9`, data: { id: 'a', at: 'noon' } }, ['/data/at format']],
  ])('when %s, then it is told so', (_when, change, expected) => {
    expect(pointers(JSON.parse(JSON.stringify({ ...good, ...change })))).toEqual(expected);
  });

  test.each([[7], [null], [[]]])('when the event is %j, then it is no event', (event) => {
    expect(pointers(event)).toEqual([' type'.trim()]);
  });

  test('when one schema is to judge, then any value may come, also by references to its neighbours', () => {
    const judge = judgeBySchema(folder.at(`${TOPIC}/1.2.json`));
    expect(judge({ id: 1, at: '2026-03-14T09:26:53Z' })).toEqual([]);
    expect(judge({ id: 1, at: 'noon' })).toMatchObject([{ pointer: '/at', keyword: 'format' }]);
  });

  test('when the contracts cannot be read, then it says which, and where', () => {
    expect(() => judgeByContracts(folder.at('none'))).toThrow(/none does not exist/);
    expect(() => judgeByContracts(folder.at(TOPIC))).toThrow(/has no envelope/);
    expect(() => judgeBySchema(folder.at('none.json'))).toThrow(/does not exist/);
    const broken = testFolder({ 'a.json': '{\n oops' });
    expect(() => judgeBySchema(broken.at('a.json'))).toThrow(expect.objectContaining({ line: 2, column: 2 }) as Error);
    broken.write({ 'a.json': { $ref: 'b.json' } });
    expect(() => judgeBySchema(broken.at('a.json'))).toThrow(/b\.json/);
    broken.remove();
  });
});

describe('reports', () => {
  async function report(format: ValidateFormat, text: string) {
    const written = reportOf(format);
    let output = written.start;
    const summary = await validateStream({
      file: 'x',
      chunks: chunksOf(text, 2),
      judge: isEven,
      tell: (more) => void (output += written.failures(more)),
    });
    return output + written.end(summary);
  }

  test('when it is text, then each failure is a line and the counts end it', async () => {
    expect(await report('text', '2\n3\n?\n')).toBe(
      'x:2:1  (root)  must be even\nx:3:1  (root)  not JSON: invalid symbol\n3 events: 1 valid, 1 invalid (1 failure), 1 not JSON\n',
    );
    expect(await report('text', '')).toBe('no event to judge\n');
  });

  test('when it is JSON, then it is one object, with and without failures', async () => {
    expect(JSON.parse(await report('json', '2\n3\n5\n'))).toMatchObject({
      failures: [{ line: 2 }, { line: 3 }],
      summary: { ok: false, events: 3, invalid: 2 },
    });
    expect(JSON.parse(await report('json', '2\n'))).toEqual({
      failures: [],
      summary: { ok: true, events: 1, valid: 1, invalid: 0, unreadable: 0, failures: 0 },
    });
  });
});
