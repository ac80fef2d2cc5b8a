import type { Finding } from '../finding';
import type { ContractReview, Review } from '../result';
import { sentenceOf, shownPointer, witnessWords } from './words';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failure?: { readonly type: string; readonly text: string };
}

/** JUnit XML: a suite a contract, a case a finding; what fails the review fails. */
export function junitReport(review: Review): string {
  const suites = review.contracts.map((contract) => ({ name: contract.name, cases: casesOf(contract) }));
  const faults = review.approvals.map(({ kind, approval, message: text }): Case => ({
    suite: 'approvals',
    name: approval.fingerprint,
    failure: { type: kind, text },
  }));
  if (faults.length > 0) suites.push({ name: 'approvals', cases: faults });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="contract review">',
    ...suites.flatMap(({ name, cases }) => suite(name, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf(contract: ContractReview): readonly Case[] {
  const { name, findings } = contract;
  const shown = contract.comparisons.find(({ result }) => 'witness' in result);
  const event = shown ? `\nAn event that breaks, ${witnessWords(shown)}:\n${JSON.stringify(shown.result.witness, null, 2)}` : '';
  if (findings.length === 0) return [{ suite: name, name: sentenceOf(contract) }];
  return findings.map((one): Case => {
    const title = [one.type, one.versions, one.pointer === '' ? '' : shownPointer(one.pointer)].filter((part) => part !== '').join(' ');
    return { suite: name, name: title, ...(fails(one) ? { failure: { type: one.type, text: `${one.message} (${one.fingerprint})${event}` } } : {}) };
  });
}

const fails = ({ level, approval }: Finding): boolean => level === 'error' && !approval;

function suite(name: string, cases: readonly Case[]): readonly string[] {
  const failures = cases.filter(({ failure }) => failure).length;
  return [`  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}">`, ...cases.map(testCase), '  </testsuite>'];
}

function testCase({ suite: className, name, failure }: Case): string {
  const open = `    <testcase classname="${xml(className)}" name="${xml(name)}"`;
  if (!failure) return `${open}/>`;
  const [first = ''] = failure.text.split('\n');
  return `${open}>\n      <failure type="${xml(failure.type)}" message="${xml(first)}">${xml(failure.text)}</failure>\n    </testcase>`;
}

/** Escapes text for XML and drops what XML 1.0 cannot hold. */
function xml(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
