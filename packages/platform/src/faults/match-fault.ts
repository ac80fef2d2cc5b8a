import { createHash } from 'node:crypto';
import type { FaultRule } from './types.js';

/** The operation under way. */
export interface FaultTarget {
  readonly operation: string;
  readonly orderId: string | undefined;
}

const HASH_RANGE = 2 ** 32;

/** Whether a rule hits an operation at `now`. `random` (0 to 1) decides a share where no order is known. */
export function hits(rule: FaultRule, target: FaultTarget, now: Date, random: number): boolean {
  if (rule.operation !== target.operation) return false;
  if (rule.until !== undefined && now.getTime() >= Date.parse(rule.until)) return false;
  if (rule.orderId !== undefined) return rule.orderId === target.orderId;
  if (rule.share === undefined) return true;
  return (target.orderId === undefined ? random : placeOf(target.operation, target.orderId)) < rule.share;
}

/** Where an order stands between 0 and 1, the same on every replica; another operation places it elsewhere. */
function placeOf(operation: string, orderId: string): number {
  return createHash('sha256').update(`${operation}\n${orderId}`).digest().readUInt32BE(0) / HASH_RANGE;
}
