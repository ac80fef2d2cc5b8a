import { affectedBy } from './affected';
import { reviewAdded } from './added-versions';
import { catalogFindings } from './catalog-changes';
import type { Contract } from './contract';
import type { Finding } from './finding';
import { reviewDeletions, reviewEdits } from './edits';
import { rulesFor } from './history';
import { type Files, filesOf, labelOf, type Moments, type Part } from './moments';
import { renameOf } from './renames';
import { type Changes, type ContractReview, verdictOf } from './result';

/** Reviews one contract; undefined when it does not differ. */
export function reviewContract(moments: Moments, name: string, approve: (one: Finding) => Finding): ContractReview | undefined {
  const files = filesOf(moments, name);
  const subject = files.after.at(-1) ?? files.before.at(-1);
  if (!subject) return undefined;
  const catalog = subject.kind === 'topic' && files.after.length > 0 ? catalogFindings(moments.base, moments.now, name, moments.catalogFile) : [];
  if (files.added.length + files.edited.length + files.deleted.length + catalog.length === 0) return undefined;
  const stated = rulesFor(files.after.length > 0 ? moments.now : moments.base, subject, moments.catalogFile);
  const renamed = renameOf(files.deleted.length === files.before.length ? files.deleted : [], newContracts(moments));
  const parts: readonly Part[] = [
    reviewEdits(moments, files, stated.rules),
    reviewAdded(moments, files, stated.rules),
    reviewDeletions(moments, files, renamed),
  ];
  const findings = [...stated.findings, ...catalog, ...parts.flatMap((part) => part.findings)].map(approve);
  const needed = parts.map((part) => part.needed).find((one) => one);
  const ids = new Set([...files.added, ...files.deleted, ...files.edited.map(([, now]) => now)].map(({ id }) => id));
  return {
    name,
    kind: subject.kind,
    rules: stated.rules,
    changes: changesOf(files, renamed, catalog.length > 0),
    verdict: verdictOf(findings),
    ...(needed ? { needed } : {}),
    comparisons: parts.flatMap((part) => part.comparisons),
    findings,
    affected: affectedBy([moments.base, moments.now], moments.topology, ids, subject.kind === 'topic' ? name : undefined),
  };
}

function newContracts({ base, now }: Moments): readonly Contract[] {
  const known = new Set([...base.contracts.values()].map(({ name }) => name));
  return [...now.contracts.values()].filter(({ name }) => !known.has(name));
}

function changesOf({ added, edited, deleted }: Files, renamed: Contract | undefined, catalog: boolean): Changes {
  return {
    added: added.map(labelOf),
    edited: edited.map(([old]) => labelOf(old)),
    deleted: deleted.map(labelOf),
    ...(renamed ? { renamedTo: renamed.name } : {}),
    catalog,
  };
}
