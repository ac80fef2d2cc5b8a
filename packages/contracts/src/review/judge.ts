import { compareSchemas, type CompareResult, type Difference, type Mode, SchemaLoadError } from '../compare';
import { canonical, isObject, type Json, own } from '../compare/json';
import { placeOf, tokensOf } from '../compare/schema/position';
import { type Bundle, bundle, placeIn } from './bundle';
import { modeOf, type Rules } from './catalog';
import { type Contract, versionText } from './contract';
import { type Finding, finding, stablePointer } from './finding';
import { refusalOf } from './refusal';
import type { Tree } from './tree';

/** Two versions of a contract side by side. */
export interface Comparison {
  readonly old: string;
  readonly new: string;
  readonly result: CompareResult;
  /** Why the side that refuses the witness refuses it. */
  readonly refusal?: string;
}

/** A version with the tree that holds it; an old one stands in the base, a new one on disk. */
export interface Held {
  readonly tree: Tree;
  readonly contract: Contract;
}

/** What comparing a version with others gave. */
export interface Judgement {
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
  /** Undefined when it could not be decided. */
  readonly compatible: boolean | undefined;
}

/** Compares a new version with every older one it must hold against. */
export function judge(olds: readonly Held[], now: Held, rules: Rules): Judgement {
  const mode = modeOf(rules.compatibility);
  const after = loaded(now);
  if ('fault' in after) return { comparisons: [], findings: [after.fault], compatible: undefined };
  const pairs = olds.map((old) => ({ old, before: loaded(old) }));
  const faults = pairs.flatMap(({ before }) => ('fault' in before ? [before.fault] : []));
  const comparisons: Compared[] = [];
  for (const { before } of pairs) {
    if (mode && !('fault' in before)) comparisons.push(compare(before, after, mode, rules));
  }
  const verdicts = comparisons.map(({ comparison }) => comparison.result.verdict);
  const open = faults.length > 0 || verdicts.includes('undecided');
  const broken = verdicts.some((verdict) => verdict.startsWith('breaking'));
  return {
    comparisons: comparisons.map(({ comparison }) => comparison),
    findings: [...faults, ...breakingFindings(comparisons)],
    compatible: broken ? false : open ? undefined : true,
  };
}

const MAX_SHOWN_LENGTH = 80;

interface Compared {
  readonly before: Bundle;
  readonly after: Bundle;
  readonly comparison: Comparison;
}

function compare(before: Bundle, after: Bundle, mode: Mode, { policy }: Rules): Compared {
  const result = compareSchemas(before.document, after.document, { mode, policy, check: 'ajv' });
  const refusal = refusalOf(result, before.document, after.document);
  const names = { old: label(before.contract), new: label(after.contract) };
  return { before, after, comparison: { ...names, result, ...(refusal === undefined ? {} : { refusal }) } };
}

const label = ({ version, path }: Contract): string => (version ? versionText(version) : path);

function loaded({ tree, contract }: Held): Bundle | { readonly fault: Finding } {
  try {
    return bundle(tree, contract);
  } catch (error) {
    if (!(error instanceof SchemaLoadError)) throw error;
    const { file, line, column, pointer, message } = error;
    const about = { contract: contract.name, versions: contract.version ? versionText(contract.version) : '', pointer };
    return { fault: finding({ ...about, type: 'NOT_LOADABLE', undecided: true, message, place: { file, line, column, pointer } }) };
  }
}

/** One finding a breaking difference, however many older versions it breaks. */
function breakingFindings(compared: readonly Compared[]): readonly Finding[] {
  const seen = new Map<string, { difference: Difference; at: Compared; against: string[] }>();
  for (const at of compared) {
    for (const difference of breakingOf(at.comparison.result)) {
      const key = JSON.stringify([difference.type, stablePointer(difference)]);
      const known = seen.get(key);
      if (known) known.against.push(at.comparison.old);
      else seen.set(key, { difference, at, against: [at.comparison.old] });
    }
  }
  return [...seen.values()].map(({ difference, at, against }) => {
    const { type, path } = difference;
    const undecided = at.comparison.result.verdict === 'undecided';
    const about = { contract: at.after.contract.name, versions: `${against.join(', ')} -> ${at.comparison.new}`, type, pointer: path };
    return finding({
      ...about,
      stable: stablePointer(difference),
      undecided,
      message: messageOf(difference),
      place: placeOfDifference(difference, at),
    });
  });
}

/** The reason, with the values at issue where they are short. */
function messageOf(difference: Difference): string {
  const { reason, path, old, new: now } = difference;
  if (stablePointer(difference) !== path) return `${JSON.stringify(now ?? old)}: ${reason}`;
  const [was, is] = [JSON.stringify(old), JSON.stringify(now)];
  const short = old !== null && now !== null && was.length <= MAX_SHOWN_LENGTH && is.length <= MAX_SHOWN_LENGTH;
  return short ? `${reason} (was ${was}, is ${is})` : reason;
}

function breakingOf({ verdict, differences }: CompareResult): readonly Difference[] {
  return verdict === 'compatible' ? [] : differences.filter(({ breaking }) => breaking);
}

function placeOfDifference({ path }: Difference, { before, after }: Compared) {
  const stands = has(after.document.root, path);
  const place = stands ? placeIn(after.contract, after.parts, path) : placeOf(after.contract.file, after.contract.text, path);
  // What is gone is shown where it was missed: in the new file, at its nearest parent.
  return stands || !path.startsWith('/$defs/') ? place : placeIn(before.contract, before.parts, path);
}

function has(root: Json, pointer: string): boolean {
  let at: Json | undefined = root;
  for (const token of tokensOf(pointer)) at = Array.isArray(at) ? at[Number(token)] : at !== undefined && isObject(at) ? own(at, token) : undefined;
  return at !== undefined;
}

/** Whether two files say the same, however they are laid out. */
export function sameContent(a: Contract, b: Contract): boolean {
  if (a.root === undefined || b.root === undefined) return a.text === b.text;
  return canonical(a.root) === canonical(b.root);
}
