import type { CompareResult, Difference, Json } from '../../compare';
import type { Comparison } from '../judge';
import type { ContractReview, Review, ReviewVerdict } from '../result';
import { listed } from '../versions';

/** A verdict in a word. */
export const VERDICT_WORDS: Record<ReviewVerdict, string> = { ok: 'ok', accepted: 'approved', refused: 'refused', undecided: 'undecided' };

/** `1 contract`, `2 contracts`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The whole review in a sentence. */
export function headline({ contracts, approvals, verdict }: Review): string {
  const faults = approvals.length > 0 ? `${count(approvals.length, 'approval')} expired or unused.` : '';
  if (contracts.length === 0) return faults === '' ? 'No contract differs.' : `No contract differs; ${faults}`;
  const of = (one: ReviewVerdict) => contracts.filter((contract) => contract.verdict === one).length;
  const changed = `${count(contracts.length, 'contract')} changed`;
  if (verdict === 'ok') return `Nothing stands in the way: ${changed}, nobody breaks.`;
  if (verdict === 'accepted') return `Nothing stands in the way: ${changed}, ${of('accepted')} by approval.`;
  const open = (['refused', 'undecided'] as const).filter((one) => of(one) > 0).map((one) => `${of(one)} ${one}`);
  const sentence = `${[changed, ...open].join(', ')}${open.length === 0 ? ', each in order' : ''}.`;
  return faults === '' ? sentence : `${sentence} ${faults}`;
}

/** Where the review started from. */
export function againstWords({ against }: Review): string {
  return `${against.name} (${against.commit.slice(0, 7)})`;
}

/** What became of a contract, in a few words. */
export function changeWords({ changes: { added, edited, deleted, renamedTo, catalog }, kind }: ContractReview): string {
  const one = (verb: string, labels: readonly string[]) =>
    labels.length === 0 ? [] : [kind === 'unversioned' ? verb : `${labels.join(', ')} ${verb}`];
  const gone = renamedTo === undefined ? one('deleted', deleted) : [`renamed to ${renamedTo}`];
  const words = [...one('added', added), ...one('edited', edited), ...gone, ...(catalog ? ['catalog entry changed'] : [])];
  return words.join('; ');
}

/** What the versions are to each other, in a sentence. */
export function sentenceOf(contract: ContractReview): string {
  const { comparisons, changes, needed, findings, kind } = contract;
  const broken = comparisons.filter(({ result }) => !result.compatible);
  if (findings.some(({ type }) => type === 'NOT_LOADABLE')) return 'it cannot be loaded.';
  if (changes.deleted.length > 0 && comparisons.length === 0) return `${changeWords(contract)}.`;
  if (broken.length === 0) return harmless(contract);
  const undecided = broken.every(({ result }) => result.verdict === 'undecided');
  const now = broken[0]?.new ?? '';
  const olds = listed([...new Set(broken.map(({ old }) => old))], 'and');
  if (kind === 'unversioned')
    return undecided ? 'whether the edit breaks anyone could not be decided.' : 'the edit refuses what was accepted before.';
  if (undecided) return `whether ${now} breaks ${olds} could not be decided, so it counts as breaking.`;
  if (changes.edited.length > 0) return `the edit of ${olds} breaks events; the change needs ${needed?.version ?? 'a new major'}.`;
  if (needed?.version === now) return `${now} breaks ${olds}, as a new major may.`;
  return `${now} breaks ${olds}; the change needs ${needed?.version ?? 'a new major'}.`;
}

function harmless({ comparisons, changes, needed, rules, kind }: ContractReview): string {
  if (changes.edited.length > 0)
    return kind === 'unversioned'
      ? 'the edit breaks nobody.'
      : `published and edited; the change breaks nobody and needs ${needed?.version ?? 'a new minor'}.`;
  const now = changes.added.at(-1);
  if (now === undefined) return 'only its catalog entry changed.';
  if (comparisons.length === 0)
    return rules.compatibility === 'NONE' && needed?.level !== 'first' ? `${now} is held against nothing: its mode is NONE.` : 'new.';
  const olds = listed([...new Set(comparisons.map(({ old }) => old))], 'and');
  const tolerated = comparisons.some(({ result }) => result.proof.result === 'tolerated');
  return `${now} holds against ${olds}${tolerated ? ', leniently' : ', proved'}.`;
}

/** `checkout → orders, audit`. */
export function flowWords({ affected: { producers, consumers } }: ContractReview): string {
  const names = (services: readonly string[]) => (services.length > 0 ? services.join(', ') : 'nobody');
  return producers.length + consumers.length === 0 ? '' : `${names(producers)} → ${names(consumers)}`;
}

/** Who would notice a breaking comparison, and how. */
export function impactWords({ affected: { producers, consumers } }: ContractReview, comparison: Comparison): readonly string[] {
  const { old, new: now } = namesOf(comparison);
  const publishers = producers.length > 0 ? listed(producers, 'and') : 'a publisher';
  const readers = consumers.length > 0 ? listed(consumers, 'and') : 'a consumer';
  const many = consumers.length > 1;
  return failedDirections(comparison.result).map((direction) =>
    direction === 'backward'
      ? `Once ${readers} ${many ? 'read' : 'reads'} by ${now}, events of ${old} that are still in a stream, a retry or an archive are refused.`
      : `Once ${publishers} ${producers.length > 1 ? 'publish' : 'publishes'} by ${now}, ${readers} still reading by ${old} ${many ? 'refuse' : 'refuses'} what it adds.`,
  );
}

/** What to call the sides; a file compared with itself is told apart by the edit. */
function namesOf({ old, new: now }: Comparison): { readonly old: string; readonly new: string } {
  return old === now ? { old: `${old} as published`, new: `${now} as edited` } : { old, new: now };
}

const failedDirections = ({ proof }: CompareResult) =>
  proof.directions.filter(({ result }) => result === 'refuted' || result === 'undecided').map(({ direction }) => direction);

/** What the witness of a comparison shows. */
export function witnessWords(comparison: Comparison): string {
  const { old, new: now } = namesOf(comparison);
  const [accepts, refuses] = failedDirections(comparison.result)[0] === 'backward' ? [old, now] : [now, old];
  return `valid under ${accepts}, refused by ${refuses}${comparison.refusal === undefined ? '' : `: ${comparison.refusal}`}`;
}

/** Differences worth telling: an identifier changes with every version. */
export function shownDifferences({ differences }: CompareResult): readonly Difference[] {
  return differences.filter(({ type }) => type !== 'ID_CHANGED').sort((a, b) => Number(b.breaking) - Number(a.breaking));
}

/** A value on one line, cut where it gets long. */
export function brief(value: Json, limit = 48): string {
  const text = JSON.stringify(value);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** A pointer as shown to people: the root has a name, and an embedded contract goes by its path. */
export function shownPointer(pointer: string): string {
  if (pointer === '') return '(root)';
  const [, id, rest = ''] = /^\/(?:\$defs|definitions)\/([^/]*~1~1[^/]*)(\/.*)?$/.exec(pointer) ?? [];
  if (id === undefined) return pointer;
  const path = id.replaceAll('~1', '/').replace(/^[a-z]+:\/\/[^/]*\//, '');
  return `${path} ${rest}`.trim();
}
