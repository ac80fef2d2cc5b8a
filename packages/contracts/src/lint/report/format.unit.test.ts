import type { LintResult } from '../lint';
import { formatLint } from './format';

const place = { file: 'a,b.json', line: 3, column: 5, pointer: '/x' };
const result: LintResult = {
  files: 2,
  findings: [
    { ...place, rule: 'NOT_STRICT', level: 'error', message: 'unknown keyword "<a&b>"\nand 5% more' },
    { ...place, pointer: '', rule: 'TOPIC_CYCLE', level: 'warning', message: 'round' },
  ],
  notes: ['published files were not compared'],
  exitCode: 1,
};
const nothing: LintResult = { files: 1, findings: [], notes: [], exitCode: 0 };

test('when it is text, then each finding has its place and the counts end it', () => {
  expect(formatLint(result, 'text')).toBe(
    'x a,b.json:3:5  NOT_STRICT\n    /x: unknown keyword "<a&b>"\nand 5% more\n! a,b.json:3:5  TOPIC_CYCLE\n    round\n\n2 schemas: 1 error, 1 warning\n(published files were not compared)\n',
  );
  expect(formatLint(nothing, 'text')).toBe('1 schema: no errors\n');
});

test('when it is JSON, then nothing is left out', () => {
  expect(JSON.parse(formatLint(result, 'json'))).toEqual({ ok: false, ...result });
  expect(JSON.parse(formatLint(nothing, 'json'))).toMatchObject({ ok: true, findings: [] });
});

test('when it is for GitHub, then lines are annotated and nothing breaks out of its command', () => {
  expect(formatLint(result, 'github').split('\n')).toEqual([
    '::error file=a%2Cb.json,line=3,col=5,title=NOT_STRICT::/x: unknown keyword "<a&b>"%0Aand 5%25 more',
    '::warning file=a%2Cb.json,line=3,col=5,title=TOPIC_CYCLE::round',
    '::error title=Contract lint::2 schemas: 1 error, 1 warning%0Apublished files were not compared',
    '',
  ]);
});

test('when it is JUnit, then errors fail, warnings do not, and text is escaped', () => {
  const xml = formatLint(result, 'junit');
  expect(xml).toContain('<testsuite name="contract lint" tests="2" failures="1">');
  expect(xml).toContain('<failure type="NOT_STRICT" message="/x: unknown keyword &quot;&lt;a&amp;b&gt;&quot;');
  expect(xml).toContain('<system-out>round</system-out>');
  expect(formatLint(nothing, 'junit')).toContain('tests="1" failures="0"');
});
