import { createHash } from 'node:crypto';
import type { Difference, DifferenceType, SourcePlace } from '../compare';
import { isObject, type Json, pointerTo } from '../compare/json';
import { tokensOf } from '../compare/schema/position';
import type { Approval } from './approvals';

/** What a review can find beyond the differences of two schemas. */
export type ReviewFindingType =
  | 'CATALOG_ENTRY_WRONG'
  | 'COMPATIBILITY_WEAKENED'
  | 'CONTRACT_DELETED'
  | 'CONTRACT_RENAMED'
  | 'KEY_CHANGED'
  | 'MAJOR_NOT_NEEDED'
  | 'NOT_IN_CATALOG'
  | 'NOT_LOADABLE'
  | 'OWNER_CHANGED'
  | 'POLICY_LOOSENED'
  | 'PUBLISHED_FILE_EDITED'
  | 'RETENTION_SHORTENED'
  | 'VERSION_DELETED'
  | 'VERSION_OUT_OF_ORDER'
  | 'VERSION_SKIPPED';

/** One thing to decide about. An error fails the review unless it is approved; a warning never does. */
export interface Finding {
  /** 16 hexadecimal digits; the same as long as contract, versions, type and pointer are. */
  readonly fingerprint: string;
  readonly contract: string;
  /** The versions it is about, as `1.0, 1.1 -> 1.2`. */
  readonly versions: string;
  readonly type: ReviewFindingType | DifferenceType;
  readonly pointer: string;
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly place: SourcePlace;
  /** Whether it kept the review from a decision: exit code 2. */
  readonly undecided: boolean;
  readonly approval?: Approval;
}

/** What a finding says of itself; the rest follows. */
export interface Found extends Pick<Finding, 'contract' | 'versions' | 'type' | 'message' | 'place'> {
  readonly pointer?: string;
  readonly level?: Finding['level'];
  readonly undecided?: boolean;
  /** Stands in for the pointer in the fingerprint, where the pointer depends on the order of a list. */
  readonly stable?: string;
}

/** Completes a finding. */
export function finding({ contract, versions, type, pointer = '', level = 'error', undecided = false, stable, message, place }: Found): Finding {
  const fingerprint = fingerprintOf(contract, versions, type, stable ?? pointer);
  return { fingerprint, contract, versions, type, pointer, level, message, place, undecided };
}

/** Names a finding by what it is, not by how it is worded. */
export function fingerprintOf(contract: string, versions: string, type: string, pointer: string): string {
  const parts = JSON.stringify([contract, versions, type, pointer]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}

const LISTS = ['required', 'enum', 'type', 'dependentRequired'];

/** The pointer of a difference, with the value instead of its position where it points into a list of names. */
export function stablePointer({ path, old, new: now }: Difference): string {
  const tokens = tokensOf(path);
  const value: Json = now ?? old;
  const listed = LISTS.includes(tokens.at(-2) ?? '') && /^\d+$/.test(tokens.at(-1) ?? '');
  if (!listed || isObject(value) || Array.isArray(value)) return path;
  return pointerTo('', ...tokens.slice(0, -1), String(value));
}
