import type { CompareResult, Difference } from '../result';
import type { ReportContext } from './format';
import { brief, fileNames, placeOfDifference, shownPath, verdictSentence, witnessSentence } from './words';

function line(difference: Difference, context: ReportContext): string {
  const place = placeOfDifference(difference, context);
  const where = place ? `  ${place.file}:${place.line}:${place.column}` : '';
  const values = difference.old === null && difference.new === null ? '' : `  ${brief(difference.old)} -> ${brief(difference.new)}`;
  return `${difference.breaking ? 'x' : '-'} ${difference.type}  ${shownPath(difference.path)}${where}\n    ${difference.reason}${values}`;
}

/** For a terminal: verdict, differences (breaking ones first), witness. */
export function textReport(result: CompareResult, context: ReportContext): string {
  const names = fileNames(context);
  const ordered = [...result.differences].sort((a, b) => Number(b.breaking) - Number(a.breaking));
  const lines = [`${names.old} -> ${names.new}`, verdictSentence(result)];
  if (ordered.length > 0) lines.push('', ...ordered.map((difference) => line(difference, context)));
  if ('witness' in result) lines.push('', `Witness, ${witnessSentence(result)}:`, JSON.stringify(result.witness, null, 2));
  return `${lines.join('\n')}\n`;
}
