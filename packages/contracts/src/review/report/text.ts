import type { Finding } from '../finding';
import type { ContractReview, Review } from '../result';
import { adviceOf } from './advice';
import { againstWords, changeWords, flowWords, headline, impactWords, sentenceOf, shownPointer, VERDICT_WORDS, witnessWords } from './words';

/** For a terminal. */
export function textReport(review: Review): string {
  const lines = [headline(review), `Against ${againstWords(review)}.`];
  for (const contract of review.contracts) lines.push('', ...contractLines(contract, review));
  for (const { kind, message, place } of review.approvals)
    lines.push('', `${place.file}:${place.line}:${place.column}: ${kind} approval: ${message}`);
  return `${lines.join('\n')}\n`;
}

function contractLines(contract: ContractReview, review: Review): readonly string[] {
  const { name, verdict, rules, needed, findings, comparisons, affected } = contract;
  const flow = flowWords(contract);
  const lines = [`${VERDICT_WORDS[verdict].toUpperCase()}  ${name}  ${changeWords(contract)}`, `  ${sentenceOf(contract)}`];
  lines.push(`  rules     ${rules.compatibility}, ${rules.policy}${needed ? `; the change needs ${needed.version} (${needed.level})` : ''}`);
  if (flow !== '') lines.push(`  affected  ${flow}${affected.topics.length > 1 ? `, through ${affected.topics.join(', ')}` : ''}`);
  lines.push(...findings.flatMap(findingLines));
  for (const comparison of comparisons) {
    if (!('witness' in comparison.result)) continue;
    lines.push(
      '',
      `  ${witnessWords(comparison)}`,
      ...JSON.stringify(comparison.result.witness, null, 2)
        .split('\n')
        .map((line) => `    ${line}`),
    );
    lines.push(...impactWords(contract, comparison).map((impact) => `  ${impact}`));
  }
  const advice = adviceOf(contract, review);
  return advice.length === 0 ? lines : [...lines, '', ...advice.map((one) => `  > ${one.replaceAll('`', '')}`)];
}

function findingLines({ level, approval, type, versions, pointer, message, place, fingerprint }: Finding): readonly string[] {
  const mark = level === 'warning' ? '!' : approval ? '~' : 'x';
  const where = pointer === '' ? '' : `  ${shownPointer(pointer)}`;
  const lines = [
    `  ${mark} ${type}${versions === '' ? '' : `  ${versions}`}${where}`,
    `      ${message}`,
    `      ${place.file}:${place.line}:${place.column}  fingerprint ${fingerprint}`,
  ];
  return approval ? [...lines, `      approved by ${approval.who} until ${approval.until}: ${approval.why}`] : lines;
}
