import { isTransitive, modeOf, type Rules, SHARED_RULES, UNVERSIONED_RULES } from './catalog';
import { topicRules, type TopicRules } from './catalog-changes';
import { byVersion, type Contract, type Version } from './contract';
import type { Finding } from './finding';
import { type Held, judge } from './judge';
import type { Tree } from './tree';

/** A contract that has a version. */
export type Versioned = Contract & { readonly version: Version };

/** The versions of a contract in a tree, oldest first. */
export function versionsOf(tree: Tree, name: string): readonly Versioned[] {
  const all = [...tree.contracts.values()].filter((contract): contract is Versioned => contract.name === name && contract.version !== undefined);
  return all.sort((a, b) => byVersion(a.version, b.version));
}

/** The versions a new one must hold against: all older minors of its major, or the last of them. */
export function mustHoldAgainst(known: readonly Held[], { version }: Versioned, { compatibility }: Rules): readonly Held[] {
  if (!modeOf(compatibility)) return [];
  const older = known.filter(({ contract }) => contract.version?.major === version.major && byVersion(contract.version, version) < 0);
  return isTransitive(compatibility) ? older : older.slice(-1);
}

/** The rules of a contract, by its kind. */
export function rulesFor(tree: Tree, { kind, name }: Contract, catalogFile: string): TopicRules {
  if (kind === 'topic') return topicRules(tree, name, catalogFile);
  return { rules: kind === 'unversioned' ? UNVERSIONED_RULES : SHARED_RULES, findings: [] };
}

/**
 * The findings that the versions published so far would have had, each as if it were new. An approval
 * of one of them has served, and keeps saying why that version was let through.
 */
export function publishedFindings(tree: Tree, catalogFile: string): readonly Finding[] {
  const names = new Set([...tree.contracts.values()].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const held = versionsOf(tree, name).map((contract) => ({ tree, contract }));
    return held.flatMap(
      (now) =>
        judge(
          mustHoldAgainst(held, now.contract, rulesFor(tree, now.contract, catalogFile).rules),
          now,
          rulesFor(tree, now.contract, catalogFile).rules,
        ).findings,
    );
  });
}
