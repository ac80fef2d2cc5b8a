import type { Topology } from './affected';
import { type Contract, versionText } from './contract';
import type { Finding } from './finding';
import { versionsOf } from './history';
import { type Comparison, sameContent } from './judge';
import type { Tree } from './tree';
import type { Needed } from './versions';

/** Two moments of a folder of schemas, and who stands behind its topics. */
export interface Moments {
  readonly base: Tree;
  readonly now: Tree;
  readonly topology: Topology;
  readonly catalogFile: string;
}

/** A part of a contract's review. */
export interface Part {
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
  readonly needed?: Needed;
}

/** The files of one contract at both moments, by what became of them. */
export interface Files {
  readonly name: string;
  readonly before: readonly Contract[];
  readonly after: readonly Contract[];
  readonly added: readonly Contract[];
  readonly edited: readonly (readonly [Contract, Contract])[];
  readonly deleted: readonly Contract[];
}

/** Sorts the files of a contract by what became of them. */
export function filesOf({ base, now }: Moments, name: string): Files {
  const of = (tree: Tree): readonly Contract[] => {
    const versions = versionsOf(tree, name);
    return versions.length > 0 ? versions : [...tree.contracts.values()].filter((contract) => contract.name === name);
  };
  const [before, after] = [of(base), of(now)];
  const edited = before.flatMap((old) => {
    const same = now.contracts.get(old.path);
    return same && !sameContent(old, same) ? [[old, same] as const] : [];
  });
  return {
    name,
    before,
    after,
    added: after.filter(({ path }) => !base.contracts.has(path)),
    edited,
    deleted: before.filter(({ path }) => !now.contracts.has(path)),
  };
}

/** How a file of a contract is called: by its version, else by its path. */
export const labelOf = ({ version, path }: Contract): string => (version ? versionText(version) : path);
