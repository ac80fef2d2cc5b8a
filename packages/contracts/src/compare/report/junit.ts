import type { CompareResult } from '../result';
import type { ReportContext } from './format';
import { fileNames, shownPath, verdictSentence, witnessSentence } from './words';

/** Escapes text for XML and drops what XML 1.0 cannot hold. */
function xml(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

function testCase(suite: string, name: string, failure?: { type: string; text: string }): string {
  const open = `    <testcase classname="${xml(suite)}" name="${xml(name)}"`;
  if (!failure) return `${open}/>`;
  return `${open}>\n      <failure type="${xml(failure.type)}" message="${xml(failure.text.split('\n')[0] ?? '')}">${xml(failure.text)}</failure>\n    </testcase>`;
}

/** JUnit XML: one case for the verdict and one for each difference; breaking ones fail. */
export function junitReport(result: CompareResult, context: ReportContext): string {
  const names = fileNames(context);
  const suite = `${names.old} -> ${names.new}`;
  const witness = 'witness' in result ? `\nWitness, ${witnessSentence(result)}:\n${JSON.stringify(result.witness, null, 2)}` : '';
  const sentence = verdictSentence(result) + witness;
  const cases = [testCase(suite, `${result.mode} ${result.policy}`, result.compatible ? undefined : { type: result.verdict, text: sentence })];
  for (const { type, path, breaking, reason } of result.differences) {
    cases.push(testCase(suite, `${type} ${shownPath(path)}`, breaking ? { type, text: reason } : undefined));
  }
  const failures = result.differences.filter(({ breaking }) => breaking).length + (result.compatible ? 0 : 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="${xml(suite)}" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
