import type { CompareResult, Difference } from '../result';
import type { ReportContext } from './format';
import { brief, fileNames, shownPath, verdictSentence, witnessSentence } from './words';

/** Keeps a value inside one table cell. */
function cell(text: string): string {
  return text.replace(/[|\r\n]/g, (mark) => (mark === '|' ? '\\|' : ' ')).replace(/</g, '&lt;');
}

function code(text: string): string {
  const ticks = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `${ticks}${text.replace(/[|\r\n]/g, (mark) => (mark === '|' ? '\\|' : ' '))}${ticks}`;
}

function row({ type, path, old, new: now, breaking, reason }: Difference): string {
  const value = (one: Difference['old']) => (one === null ? '' : code(brief(one, 40)));
  return `| ${breaking ? '**breaking**' : 'ok'} | ${code(type)} | ${code(shownPath(path))} | ${value(old)} | ${value(now)} | ${cell(reason)} |`;
}

/** For a pull request: a verdict, a table, the witness to try. */
export function markdownReport(result: CompareResult, context: ReportContext): string {
  const names = fileNames(context);
  const ordered = [...result.differences].sort((a, b) => Number(b.breaking) - Number(a.breaking));
  const lines = [`### ${code(names.old)} → ${code(names.new)}`, '', `**${verdictSentence(result)}**`];
  if (ordered.length > 0) lines.push('', '| | Difference | Where | Old | New | Why |', '|---|---|---|---|---|---|', ...ordered.map(row));
  if ('witness' in result) lines.push('', `Witness, ${witnessSentence(result)}:`, '', '```json', JSON.stringify(result.witness, null, 2), '```');
  return `${lines.join('\n')}\n`;
}
