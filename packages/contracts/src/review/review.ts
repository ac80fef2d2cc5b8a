import { join } from 'node:path';
import type { Topology } from './affected';
import { approvalFaults, type Approval, holds, readApprovals } from './approvals';
import type { Finding } from './finding';
import { defaultRevision, resolveRevision } from './git';
import { publishedFindings } from './history';
import type { Moments } from './moments';
import type { ContractReview, Review } from './result';
import { worstOf } from './result';
import { reviewContract } from './review-contract';
import { APPROVALS, type Tree, treeAt, workingTree } from './tree';

/** What to review. */
export interface ReviewOptions {
  /** A folder in a git repository. */
  readonly root: string;
  /** The folder of schemas in it; `json-schema` by default. */
  readonly schemas?: string;
  /** The revision to review against; by default where the branch left the main branch. */
  readonly against?: string;
  /** Says who publishes and who consumes the topics; nobody by default. */
  readonly topology?: (topics: readonly string[]) => Topology;
  /** Today, for approvals that end; now by default. */
  readonly now?: Date;
}

const NOBODY: Topology = { producers: new Map(), consumers: new Map() };

/**
 * Reviews every contract that differs from a revision. Throws ReviewError when there is no such
 * revision, SchemaLoadError when catalog or approvals are not readable; a contract that cannot be
 * loaded is a finding.
 */
export function review(options: ReviewOptions): Review {
  const { root, schemas = 'json-schema', topology = () => NOBODY, now: today = new Date() } = options;
  const folder = schemas.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
  const against = options.against === undefined ? defaultRevision(root) : resolveRevision(root, options.against);
  const base = treeAt(root, folder, against);
  const now = workingTree(root, folder);
  const approvalsFile = join(folder, APPROVALS);
  const approvals = readApprovals(now.approvalsText, approvalsFile);
  const catalogFile = join(folder, 'catalog.json');
  const contracts = reviewAll({ base, now, topology: topology(topicsIn(base, now)), catalogFile }, approverOf(approvals, today));
  const faults = approvalFaults({
    approvals,
    found: new Set(contracts.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint))),
    served: () => new Set(publishedFindings(base, catalogFile).map(({ fingerprint }) => fingerprint)),
    now: today,
    file: approvalsFile,
    text: now.approvalsText ?? '',
  });
  const verdict = worstOf([...contracts.map((one) => one.verdict), ...(faults.length > 0 ? (['refused'] as const) : [])]);
  const exitCode = verdict === 'undecided' ? 2 : verdict === 'refused' ? 1 : 0;
  return { against, verdict, exitCode, contracts, approvals: faults, approvalsFile };
}

function topicsIn(...trees: readonly Tree[]): readonly string[] {
  const contracts = trees.flatMap((tree) => [...tree.contracts.values()]);
  return [...new Set(contracts.flatMap(({ kind, name }) => (kind === 'topic' ? [name] : [])))].sort();
}

function reviewAll(moments: Moments, approve: (one: Finding) => Finding): readonly ContractReview[] {
  const names = new Set([...moments.base.contracts.values(), ...moments.now.contracts.values()].map(({ name }) => name));
  return [...names].sort().flatMap((name) => reviewContract(moments, name, approve) ?? []);
}

/** Marks a finding as approved while its approval holds. */
function approverOf(approvals: readonly Approval[], today: Date): (one: Finding) => Finding {
  const valid = new Map(approvals.filter((approval) => holds(approval, today)).map((approval) => [approval.fingerprint, approval]));
  return (one) => {
    const approval = valid.get(one.fingerprint);
    return approval && one.level === 'error' ? { ...one, approval } : one;
  };
}
