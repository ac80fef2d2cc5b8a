import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compareSchemas, loadSchemaFile, loadSchemaText, SchemaLoadError } from './index';

const failure = (run: () => unknown): SchemaLoadError => {
  try {
    run();
  } catch (error) {
    if (error instanceof SchemaLoadError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const TEXTS: [title: string, text: string, line: number, column: number, pointer: string, message: RegExp][] = [
  ['text is not JSON', '{\n  "type": \n}', 3, 1, '', /not JSON/],
  ['text is empty', '', 1, 1, '', /not JSON/],
  ['text ends too early', '{"a": [1, 2', 1, 12, '', /not JSON/],
  ['comments are used', '{ // no\n}', 1, 3, '', /not JSON/],
  ['the root is a list', '[]', 1, 1, '', /not a schema/],
  ['the root is a number', '3', 1, 1, '', /not a schema/],
  ['a keyword has the wrong type', '{\n  "properties": {\n    "a": { "type": "strin" }\n  }\n}', 3, 12, '/properties/a/type', /not a schema/],
  ['a length is negative', '{"minLength": -1}', 1, 2, '/minLength', /not a schema/],
  ['a list of types is empty', '{"type": []}', 1, 2, '/type', /not a schema/],
  ['an enum is empty', '{"enum": []}', 1, 2, '/enum', /at least one value/],
  ['a pattern is no regular expression', '{"pattern": "("}', 1, 2, '/pattern', /regular expression|not a schema/],
  ['a pattern of names is no regular expression', '{"patternProperties": {"(": {}}}', 1, 2, '/patternProperties', /regular expression|not a schema/],
  ['a bound is beyond all numbers', '{"maximum": 1e999}', 1, 2, '/maximum', /too large|not a schema/],
  ['the draft is too old', '{"$schema": "http://json-schema.org/draft-04/schema#"}', 1, 2, '/$schema', /unknown draft/],
  ['the draft is unheard of', '{\n "$schema": "https://example.test/my-schema"}', 2, 2, '/$schema', /unknown draft/],
  ['a reference is remote', '{\n  "items": {\n    "$ref": "https://example.test/x.json" }}', 3, 5, '/items/$ref', /remote/],
  ['a remote reference stands where nothing leads', '{"$defs": {"a": {"$ref": "https://example.test/x"}}}', 1, 18, '/$defs/a/$ref', /remote/],
  ['a reference dangles', '{"$ref": "#/$defs/nope"}', 1, 2, '/$ref', /leads nowhere/],
  ['an anchor is missing', '{"$ref": "#nope"}', 1, 2, '/$ref', /leads nowhere/],
  ['a file reference is not allowed', '{"$ref": "other.json"}', 1, 2, '/$ref', /leaves the document/],
  ['a reference refers to itself', '{"$ref": "#"}', 1, 1, '', /without descending/],
  [
    'two references refer to each other',
    '{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}',
    1,
    33,
    '/$defs/a',
    /without descending/,
  ],
  ['a cycle runs through allOf', '{"properties": {"p": {"allOf": [{"$ref": "#/properties/p"}]}}}', 1, 17, '/properties/p', /without descending/],
  ['a cycle runs through not', '{"not": {"$ref": "#"}}', 1, 1, '', /without descending/],
  [
    'an identifier is used twice',
    '{"$defs": {"a": {"$id": "https://x.test/a"}, "b": {"$id": "https://x.test/a"}}}',
    1,
    52,
    '/$defs/b/$id',
    /used twice/,
  ],
  [
    'an embedded schema is of another draft',
    '{"$defs": {"a": {"$schema": "http://json-schema.org/draft-07/schema#"}}}',
    1,
    18,
    '/$defs/a/$schema',
    /draft of its document/,
  ],
  ['a reference leads to something that is no schema', '{"$ref": "#/title", "title": "x"}', 1, 21, '/title', /must be an object or a boolean/],
];

describe('loading a schema', () => {
  test.each(TEXTS)('when %s, then the error says where', (_, text, line, column, pointer, message) => {
    const error = failure(() => loadSchemaText(text, 'x.json'));
    expect(error.message).toMatch(message);
    expect({ file: error.file, line: error.line, column: error.column, pointer: error.pointer, exitCode: error.exitCode }).toEqual({
      file: 'x.json',
      line,
      column,
      pointer,
      exitCode: 2,
    });
  });

  test('when a reference stands inside data, then it is data', () => {
    expect(() =>
      loadSchemaText('{"const": {"$ref": "https://example.test/x"}, "enum": [{"$ref": "#/no"}], "examples": [{"$ref": "#/no"}]}'),
    ).not.toThrow();
  });

  test('when recursion descends into the instance, then it is taken', () => {
    expect(() => loadSchemaText('{"properties": {"n": {"$ref": "#"}}, "items": {"$ref": "#"}}')).not.toThrow();
  });

  test('when a byte order mark stands in front, then it is ignored', () => {
    expect(loadSchemaText('\uFEFF{"type": "string"}').root).toEqual({ type: 'string' });
  });

  test('when the schema nests without end, then it is refused', () => {
    expect(failure(() => loadSchemaText(`${'{"not":'.repeat(5000)}true${'}'.repeat(5000)}`)).message).toMatch(/nests deeper/);
  });

  test('when the text has 5 MB, then it is refused unread', () => {
    expect(failure(() => loadSchemaText(`{"description": "${'x'.repeat(5_000_000)}"}`)).message).toMatch(/at most 1048576/);
  });
});

describe('loading schema files', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'schemas-'));
  const write = (name: string, value: unknown) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), JSON.stringify(value));
    return path.join(root, name);
  };

  test('when a reference names a sibling inside the root, then it is followed', () => {
    write('common/money.json', { $defs: { amount: { type: 'integer' } }, type: 'object', properties: { amount: { $ref: '#/$defs/amount' } } });
    const old = write('old.json', { properties: { price: { $ref: 'common/money.json' } } });
    const now = write('new.json', { properties: { price: { $ref: 'common/money.json#/$defs/amount' } } });
    const result = compareSchemas(loadSchemaFile(old, { root }), loadSchemaFile(now, { root }), { check: 'ajv' });
    expect(result).toMatchObject({ verdict: 'breaking' });
    expect(compareSchemas(loadSchemaFile(old, { root }), loadSchemaFile(old, { root })).verdict).toBe('compatible');
  });

  test('when a reference or a link leaves the root, then it is refused', () => {
    const outside = path.join(os.tmpdir(), `outside-${process.pid}.json`);
    writeFileSync(outside, '{}');
    symlinkSync(outside, path.join(root, 'link.json'));
    for (const $ref of [`../${path.basename(outside)}`, 'link.json']) {
      expect(failure(() => loadSchemaFile(write('escape.json', { $ref }), { root })).message).toMatch(/escapes/);
    }
  });

  test('when a sibling is broken, then the error names the sibling', () => {
    write('broken.json', { type: 'nothing' });
    expect(failure(() => loadSchemaFile(write('user.json', { $ref: 'broken.json' }), { root })).file).toMatch(/broken\.json$/);
  });

  test('when the file is missing, then the error names it', () => {
    expect(failure(() => loadSchemaFile(path.join(root, 'missing.json'))).message).toMatch(/ENOENT/);
  });
});
