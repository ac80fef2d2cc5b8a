import type { Finding } from '../finding';
import type { Comparison } from '../judge';
import type { ContractReview, Review, ReviewVerdict } from '../result';
import { adviceOf, approvalSnippet } from './advice';
import {
  againstWords,
  brief,
  changeWords,
  count,
  flowWords,
  headline,
  impactWords,
  sentenceOf,
  shownDifferences,
  shownPointer,
  witnessWords,
} from './words';

/** Lets a workflow find the comment it wrote before. */
export const COMMENT_MARK = '<!-- contract-review -->';

// A comment holds 65,536 characters; the rest is for the tables above and below.
const MAX_SECTIONS_LENGTH = 45_000;
const URGENCY: readonly ReviewVerdict[] = ['undecided', 'refused', 'accepted', 'ok'];
const SIGNS: Record<ReviewVerdict, string> = { ok: '✅', accepted: '☑️', refused: '❌', undecided: '❓' };

/** A comment for a pull request: what changed at a glance, then each contract with the event that breaks. */
export function markdownReport(review: Review): string {
  const { contracts, approvals } = review;
  const lines = [
    COMMENT_MARK,
    '## Contract review',
    '',
    `${SIGNS[review.verdict]} **${text(headline(review))}** Against ${code(againstWords(review))}.`,
  ];
  if (contracts.length > 0)
    lines.push('', '| | Contract | Change | Needs | Mode | Publishes → consumes |', '|---|---|---|---|---|---|', ...contracts.map(row));
  lines.push(...sections(review));
  if (approvals.length > 0)
    lines.push(
      '',
      '### Approvals',
      '',
      ...approvals.map(({ kind, message, place }) => `- **${kind}**: ${text(message)} (${code(`${place.file}:${place.line}`)})`),
    );
  return `${lines.join('\n')}\n`;
}

/** As many contracts in full as a comment can hold, those that need attention first. */
function sections(review: Review): readonly string[] {
  const ordered = [...review.contracts].sort((a, b) => URGENCY.indexOf(a.verdict) - URGENCY.indexOf(b.verdict));
  const kept: string[] = [];
  let room = MAX_SECTIONS_LENGTH;
  for (const [index, contract] of ordered.entries()) {
    const lines = section(contract, review);
    room -= lines.join('\n').length;
    if (room < 0) return [...kept, '', `${count(ordered.length - index, 'more contract')}: see the log of the review.`];
    kept.push(...lines);
  }
  return kept;
}

function row(contract: ContractReview): string {
  const { name, verdict, needed, rules } = contract;
  const cells = [
    SIGNS[verdict],
    code(name),
    text(changeWords(contract)),
    needed ? `${needed.level} ${code(needed.version)}` : '–',
    `${rules.compatibility}, ${rules.policy}`,
    text(flowWords(contract)) || '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function section(contract: ContractReview, review: Review): readonly string[] {
  const { name, verdict, findings, comparisons, affected } = contract;
  const lines = ['', `### ${SIGNS[verdict]} ${code(name)}`, '', capital(text(sentenceOf(contract)))];
  if (affected.topics.length > 0 && contract.kind !== 'topic') lines.push('', `Part of ${affected.topics.map(code).join(', ')}.`);
  if (findings.length > 0)
    lines.push('', '| | Finding | Where | What it means | Fingerprint |', '|---|---|---|---|---|', ...findings.map(findingRow));
  const [shown] = comparisons.filter(({ result }) => 'witness' in result);
  if (shown) lines.push('', ...witness(shown));
  const impact = [...new Set(comparisons.flatMap((comparison) => (comparison.result.compatible ? [] : impactWords(contract, comparison))))];
  if (impact.length > 0) lines.push('', '**Who is affected**', '', ...impact.map((one) => `- ${text(one)}`));
  const advice = adviceOf(contract, review);
  if (advice.length > 0)
    lines.push('', '**What to do**', '', ...advice.map((one, index) => `${index + 1}. ${one}`), '', ...approval(findings, review));
  lines.push(...harmless(comparisons));
  return lines;
}

function findingRow({ level, approval, type, versions, pointer, message, place, fingerprint }: Finding): string {
  const sign = level === 'warning' ? '⚠️' : approval ? '☑️' : '❌';
  const where = [...(pointer === '' ? [] : [code(shownPointer(pointer))]), code(`${place.file}:${place.line}`)].join('<br>');
  const what = approval ? `${text(message)}<br>approved by ${text(approval.who)} until ${approval.until}: ${text(approval.why)}` : text(message);
  return `| ${sign} | ${code(type)}${versions === '' ? '' : `<br>${text(versions)}`} | ${where} | ${what} | ${code(fingerprint)} |`;
}

function witness(comparison: Comparison): readonly string[] {
  const body = JSON.stringify(comparison.result.witness, null, 2);
  return details(`An event that breaks, ${text(witnessWords(comparison))}`, ['```json', body, '```']);
}

function approval(findings: readonly Finding[], { approvalsFile }: Review): readonly string[] {
  return details(`Or answer for it in ${approvalsFile}`, ['```json', approvalSnippet(findings), '```']);
}

/** Everything that changed and breaks nobody, folded away. */
function harmless(comparisons: readonly Comparison[]): readonly string[] {
  const rows = comparisons.flatMap(({ old, new: now, result }) =>
    shownDifferences(result)
      .filter(({ breaking }) => !breaking)
      .map(
        ({ type, path, old: was, new: is, reason }) =>
          `| ${old} → ${now} | ${code(type)} | ${code(shownPointer(path))} | ${code(brief(was))} → ${code(brief(is))} | ${text(reason)} |`,
      ),
  );
  if (rows.length === 0) return [];
  return [
    '',
    ...details(
      `${rows.length === 1 ? 'One change' : `${rows.length} changes`} that break nobody`.replace('change that break', 'change that breaks'),
      ['| | Difference | Where | Values | Why |', '|---|---|---|---|---|', ...rows],
    ),
  ];
}

function details(summary: string, body: readonly string[]): readonly string[] {
  return ['<details>', `<summary>${summary}</summary>`, '', ...body, '', '</details>'];
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Text that can neither end a table cell nor begin markup or a mention. */
function text(words: string): string {
  return words
    .replace(/[\r\n]+/g, ' ')
    .replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark] ?? mark)
    .replace(/[|*`\\[\]@]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

function code(words: string): string {
  const runs = words.match(/`+/g) ?? [];
  const ticks = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return `${ticks}${pad}${words.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|')}${pad}${ticks}`;
}
