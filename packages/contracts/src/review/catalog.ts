import { isObject, type Json } from '../compare/json';
import type { Mode, Policy } from '../compare';

/** What versions of a topic owe each other; `_TRANSITIVE` means every older minor of the major and not only the last. */
export const COMPATIBILITIES = ['BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE', 'NONE'] as const;
/** One of COMPATIBILITIES. */
export type Compatibility = (typeof COMPATIBILITIES)[number];

/** The rules a contract is reviewed by. */
export interface Rules {
  readonly compatibility: Compatibility;
  readonly policy: Policy;
  /** Whether the catalog says so, rather than the defaults. */
  readonly stated: boolean;
}

/** What holds where the catalog is silent: the strictest. */
export const DEFAULT_RULES: Rules = { compatibility: 'FULL_TRANSITIVE', policy: 'strict', stated: false };

/**
 * Shared models and the envelope have no entry: the topics that use them are judged as a whole. By
 * themselves they are held to what topics are held to, in the lenient way of open objects.
 */
export const SHARED_RULES: Rules = { compatibility: 'FULL_TRANSITIVE', policy: 'lenient', stated: true };

/** A contract without versions is edited in place: what was accepted has to be accepted still. */
export const UNVERSIONED_RULES: Rules = { compatibility: 'BACKWARD', policy: 'strict', stated: true };

/** One entry of catalog.json, as far as a review looks at it. */
export interface CatalogEntry {
  readonly owner?: string;
  readonly key?: string;
  readonly retentionDays?: number;
  readonly compatibility?: string;
  readonly policy?: string;
}

/** Entries by topic. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

/** The entries of a parsed catalog; whatever is not an object is left out. */
export function catalogOf(value: Json): Catalog {
  const entries = isObject(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, { [key: string]: Json }] => isObject(entry[1])));
}

/** The rules an entry states. Throws the name of what it cannot mean. */
export function rulesOf(entry: CatalogEntry | undefined): Rules {
  if (!entry) return DEFAULT_RULES;
  const { compatibility = DEFAULT_RULES.compatibility, policy = DEFAULT_RULES.policy } = entry;
  const known = COMPATIBILITIES.find((one) => one === compatibility);
  if (!known) throw new RangeError(`compatibility must be one of ${COMPATIBILITIES.join(', ')}; it is ${JSON.stringify(compatibility)}`);
  if (policy !== 'strict' && policy !== 'lenient') throw new RangeError(`policy must be strict or lenient; it is ${JSON.stringify(policy)}`);
  return { compatibility: known, policy, stated: true };
}

/** The direction two versions are compared in; none under NONE. */
export function modeOf(compatibility: Compatibility): Mode | undefined {
  if (compatibility === 'NONE') return undefined;
  return compatibility.replace('_TRANSITIVE', '').toLowerCase() as Mode;
}

/** Whether all older minors count. */
export function isTransitive(compatibility: Compatibility): boolean {
  return compatibility.endsWith('_TRANSITIVE');
}

/** Whether the new mode promises less than the old one: a direction, or the older versions. */
export function isWeaker(before: Compatibility, after: Compatibility): boolean {
  const promises = (one: Compatibility): readonly string[] => {
    const mode = modeOf(one);
    const directions = mode === 'full' ? ['backward', 'forward'] : mode ? [mode] : [];
    return directions.flatMap((direction) => (isTransitive(one) ? [direction, `${direction} to all`] : [direction]));
  };
  const kept = new Set(promises(after));
  return promises(before).some((promise) => !kept.has(promise));
}
