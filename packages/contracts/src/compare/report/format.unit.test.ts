import { compareSchemas, FORMATS, formatResult, loadSchemaText } from '../index';

const OLD = '{\n  "properties": {\n    "status": { "enum": ["A", "B|<b>"] },\n    "gone": { "type": "string" }\n  }\n}';
const NEW = '{\n  "properties": {\n    "status": { "enum": ["A"] }\n  }\n}';
const context = { old: loadSchemaText(OLD, 'old.json'), new: loadSchemaText(NEW, 'new.json') };
const broken = compareSchemas(context.old, context.new);
const fine = compareSchemas(context.old, context.old);

describe('reports', () => {
  test.each([...FORMATS])('when a result is written as %s, then it ends in one line feed', (format) => {
    for (const result of [broken, fine]) expect(formatResult(result, format, context)).toMatch(/[^\n]\n$/);
    expect(formatResult(broken, format)).not.toBe('');
  });

  test('when written as JSON, then it is the result', () => {
    expect(JSON.parse(formatResult(broken, 'json', context))).toEqual(JSON.parse(JSON.stringify(broken)));
    expect(Object.keys(broken)).toEqual(['compatible', 'mode', 'policy', 'verdict', 'differences', 'witness', 'proof']);
  });

  test('when written as text, then the breaking difference comes first, with its place', () => {
    const text = formatResult(broken, 'text', context);
    expect(text).toContain('x ENUM_ARRAY_NARROWED  /properties/status/enum  new.json:3:17');
    expect(text.indexOf('ENUM_ARRAY_NARROWED')).toBeLessThan(text.indexOf('PROPERTY_REMOVED_FROM_OPEN_CONTENT_MODEL'));
    expect(text).toContain('old.json:4:5');
    expect(text).toContain('"status": "B|<b>"');
  });

  test('when written as markdown, then values cannot break the table', () => {
    const rows = formatResult(broken, 'markdown', context)
      .split('\n')
      .filter((line) => line.startsWith('| **breaking**'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('B\\|<b>');
    expect(rows[0]?.replace(/\\\|/g, '').split('|')).toHaveLength(8);
  });

  test('when written for GitHub, then breaking differences are errors on their lines', () => {
    const lines = formatResult(broken, 'github', context).trim().split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^::error file=new\.json,line=3,col=17,title=ENUM_ARRAY_NARROWED::/));
    expect(lines).toContainEqual(expect.stringMatching(/^::notice file=old\.json,line=4,col=5,/));
    expect(lines).toHaveLength(broken.differences.length + 1);
  });

  test('when written as JUnit, then failures are counted and text is escaped', () => {
    const xml = formatResult(broken, 'junit', context);
    expect(xml).toContain('tests="3" failures="2"');
    expect(xml).toContain('B|&lt;b&gt;');
    expect(formatResult(fine, 'junit', context)).toContain('failures="0"');
  });
});
