import type { Json } from '../json';
import type { CompareResult, Difference, Mode } from '../result';
import { placeOf, tokensOf } from '../schema/position';
import { isObject } from '../json';
import type { SourcePlace } from '../errors';
import type { ReportContext } from './format';

const PROMISE: Record<Mode, string> = {
  backward: 'everything valid under OLD is valid under NEW',
  forward: 'everything valid under NEW is valid under OLD',
  full: 'OLD and NEW accept exactly the same',
};

/** The verdict in one sentence. */
export function verdictSentence(result: CompareResult): string {
  const { verdict, mode, policy, proof } = result;
  const promise = PROMISE[mode];
  if (verdict === 'compatible') {
    return proof.result === 'tolerated'
      ? `Compatible (${mode}, ${policy}): some differences are tolerated.`
      : `Compatible (${mode}, ${policy}): ${promise}; proved.`;
  }
  if (verdict === 'breaking') return `Breaking (${mode}, ${policy}): it does not hold that ${promise}.`;
  const reason = proof.directions.find((one) => one.result === 'refuted' || one.result === 'undecided')?.reason ?? '';
  if (verdict === 'undecided') return `Undecided (${mode}, ${policy}): ${reason}. Treated as incompatible.`;
  return `Breaking, no witness found (${mode}, ${policy}): ${reason}. Treated as incompatible.`;
}

/** Which side accepts the witness and which refuses it. */
export function witnessSentence(result: CompareResult): string {
  const backward = result.proof.directions.find((one) => one.result === 'refuted')?.direction === 'backward';
  return backward ? 'valid under OLD, invalid under NEW' : 'valid under NEW, invalid under OLD';
}

/** A value on one line, cut where it gets long. */
export function brief(value: Json, limit = 60): string {
  const text = JSON.stringify(value);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** A pointer as shown to people: the root has a name. */
export function shownPath(path: string): string {
  return path === '' ? '(root)' : path;
}

/** Where a difference stands: in the new file, or in the old one when the new has nothing there. */
export function placeOfDifference(difference: Difference, context: ReportContext): SourcePlace | undefined {
  const inNew = context.new && exists(context.new.root, difference.path);
  const document = inNew ? context.new : (context.old ?? context.new);
  return document && placeOf(document.file, document.text, difference.path);
}

function exists(root: Json, path: string): boolean {
  let at: Json | undefined = root;
  for (const token of tokensOf(path)) {
    at = Array.isArray(at) ? at[Number(token)] : isObject(at) && Object.hasOwn(at, token) ? at[token] : undefined;
    if (at === undefined) return false;
  }
  return true;
}

/** The names of the two files, as far as they are known. */
export function fileNames(context: ReportContext): { old: string; new: string } {
  return { old: context.old?.file ?? 'OLD', new: context.new?.file ?? 'NEW' };
}
