import type { Finding } from '../finding';
import type { Review } from '../result';
import { againstWords, headline, sentenceOf, shownPointer, witnessWords } from './words';

/** Escapes a message of a workflow command. */
const message = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
/** Escapes a property of a workflow command. */
const property = (text: string): string => message(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** GitHub workflow commands: each finding annotates its line, and the verdict ends the list. */
export function githubReport(review: Review): string {
  const lines = review.contracts.flatMap((contract) => {
    const shown = contract.comparisons.find(({ result }) => 'witness' in result);
    const event = shown ? `\nAn event that breaks, ${witnessWords(shown)}: ${JSON.stringify(shown.result.witness)}` : '';
    const first = contract.findings.find(({ level, approval }) => level === 'error' && !approval);
    return contract.findings.map((one) => annotation(one, `${contract.name}: ${sentenceOf(contract)}${one === first ? event : ''}`));
  });
  for (const { kind, message: words, place } of review.approvals) {
    lines.push(
      `::error file=${property(place.file)},line=${place.line},col=${place.column},title=${property(`Approval ${kind}`)}::${message(words)}`,
    );
  }
  const level = review.exitCode === 0 ? 'notice' : 'error';
  lines.push(`::${level} title=Contract review::${message(`${headline(review)} Against ${againstWords(review)}.`)}`);
  return `${lines.join('\n')}\n`;
}

function annotation({ level, approval, type, pointer, message: words, place, fingerprint }: Finding, more: string): string {
  const severity = level === 'warning' ? 'warning' : approval ? 'notice' : 'error';
  const said = approval ? `\nApproved by ${approval.who} until ${approval.until}: ${approval.why}` : '';
  const where = `file=${property(place.file)},line=${place.line},col=${place.column},title=${property(type)}`;
  return `::${severity} ${where}::${message(`${shownPointer(pointer)}: ${words}${said}\n${more}\nFingerprint ${fingerprint}`)}`;
}
