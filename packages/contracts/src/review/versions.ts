import type { SourcePlace } from '../compare';
import { byVersion, type Contract, type Version, versionText } from './contract';
import { type Finding, finding } from './finding';

/** The version number a change has to be published under. */
export interface Needed {
  readonly level: 'first' | 'minor' | 'major';
  readonly version: string;
}

/** The newest minor of a major, if there is one. */
export function newestMinor(versions: readonly Version[], major: number): Version | undefined {
  return versions
    .filter((version) => version.major === major)
    .sort(byVersion)
    .at(-1);
}

const newestMajor = (versions: readonly Version[]): number => Math.max(0, ...versions.map(({ major }) => major));

/** The number for a change to a contract of which some versions are published. */
export function neededFor(published: readonly Version[], major: number, compatible: boolean): Needed {
  if (published.length === 0) return { level: 'first', version: '1.0' };
  const newest = newestMinor(published, major);
  if (compatible && newest) return { level: 'minor', version: versionText({ major, minor: newest.minor + 1 }) };
  return { level: 'major', version: versionText({ major: newestMajor(published) + 1, minor: 0 }) };
}

/** The numbers that may be published next: a minor of each major, and the next major. */
export function nextVersions(known: readonly Version[]): readonly string[] {
  if (known.length === 0) return ['1.0'];
  const majors = [...new Set(known.map(({ major }) => major))].sort((a, b) => a - b);
  const minors = majors.map((major) => versionText({ major, minor: (newestMinor(known, major)?.minor ?? -1) + 1 }));
  return [...minors, versionText({ major: newestMajor(known) + 1, minor: 0 })];
}

/** Refuses a number that leaves a gap, or that comes after a newer one. */
export function numberFinding(contract: Contract & { version: Version }, known: readonly Version[], place: SourcePlace): Finding | undefined {
  const { name, version } = contract;
  const next = nextVersions(known);
  const text = versionText(version);
  if (next.includes(text)) return undefined;
  const newest = newestMinor(known, version.major);
  const late = newest !== undefined && byVersion(version, newest) < 0;
  const [type, why] = late
    ? (['VERSION_OUT_OF_ORDER', `comes after ${versionText(newest)} is published`] as const)
    : (['VERSION_SKIPPED', 'skips a number'] as const);
  return finding({ contract: name, versions: text, type, place, message: `version ${text} ${why}; it must be ${listed(next)}` });
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
