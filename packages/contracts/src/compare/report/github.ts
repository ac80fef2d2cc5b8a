import type { CompareResult } from '../result';
import type { ReportContext } from './format';
import { brief, placeOfDifference, shownPath, verdictSentence, witnessSentence } from './words';

/** Escapes a message of a workflow command. */
function message(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** Escapes a property of a workflow command. */
function property(text: string): string {
  return message(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** GitHub workflow commands: each breaking difference is an error on its line, the others are notices. */
export function githubReport(result: CompareResult, context: ReportContext): string {
  const lines = result.differences.map((difference) => {
    const place = placeOfDifference(difference, context);
    const where = place ? `file=${property(place.file)},line=${place.line},col=${place.column},` : '';
    const text = `${shownPath(difference.path)}: ${difference.reason}`;
    return `::${difference.breaking ? 'error' : 'notice'} ${where}title=${property(difference.type)}::${message(text)}`;
  });
  const witness = 'witness' in result ? `\nWitness, ${witnessSentence(result)}: ${brief(result.witness, 1000)}` : '';
  const level = result.compatible ? 'notice' : 'error';
  const file = context.new ? `file=${property(context.new.file)},line=1,` : '';
  lines.push(`::${level} ${file}title=Schema compatibility::${message(verdictSentence(result) + witness)}`);
  return `${lines.join('\n')}\n`;
}
