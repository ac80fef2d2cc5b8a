import type { LintFinding } from '../finding';
import type { LintResult } from '../lint';
import { commandMessage, commandProperty, xmlText } from './escape';

/** The formats linting can be written in. */
export const LINT_FORMATS = ['text', 'json', 'github', 'junit'] as const;
/** One of LINT_FORMATS. */
export type LintFormat = (typeof LINT_FORMATS)[number];

/** Writes a result out; every format ends in a line feed. */
export function formatLint(result: LintResult, format: LintFormat): string {
  if (format === 'json') return `${JSON.stringify({ ok: result.exitCode === 0, ...result }, null, 2)}\n`;
  const lines = format === 'text' ? textReport(result) : format === 'github' ? githubReport(result) : junitReport(result);
  return `${lines.join('\n')}\n`;
}

const shownPointer = ({ pointer }: LintFinding): string => (pointer === '' ? '' : `${pointer}: `);

function textReport(result: LintResult): readonly string[] {
  const lines = result.findings.map((one) => {
    const mark = one.level === 'error' ? 'x' : '!';
    return `${mark} ${one.file}:${one.line}:${one.column}  ${one.rule}\n    ${shownPointer(one)}${one.message}`;
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), summary(result), ...result.notes.map((note) => `(${note})`)];
}

function summary({ files, findings }: LintResult): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  return `${counted(files, 'schema')}: ${errors === 0 ? 'no errors' : counted(errors, 'error')}${warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** GitHub workflow commands: each finding annotates its line. */
function githubReport(result: LintResult): readonly string[] {
  const lines = result.findings.map((one) => {
    const where = `file=${commandProperty(one.file)},line=${one.line},col=${one.column},title=${commandProperty(one.rule)}`;
    return `::${one.level} ${where}::${commandMessage(shownPointer(one) + one.message)}`;
  });
  const level = result.exitCode === 0 ? 'notice' : 'error';
  return [...lines, `::${level} title=Contract lint::${commandMessage([summary(result), ...result.notes].join('\n'))}`];
}

/** JUnit XML: a case a finding, errors fail; one case that passes where there is nothing to say. */
function junitReport(result: LintResult): readonly string[] {
  const failures = result.findings.filter(({ level }) => level === 'error').length;
  const cases = result.findings.map((one) => {
    const name = `${one.file}:${one.line}:${one.column} ${one.rule}`;
    const text = xmlText(`${shownPointer(one)}${one.message}`);
    const inner = one.level === 'error' ? `<failure type="${one.rule}" message="${text}"/>` : `<system-out>${text}</system-out>`;
    return `    <testcase classname="${xmlText(one.file)}" name="${xmlText(name)}">${inner}</testcase>`;
  });
  if (cases.length === 0) cases.push(`    <testcase classname="lint" name="${xmlText(summary(result))}"/>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="contract lint" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ];
}
