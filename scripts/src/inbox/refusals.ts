import { bareAddress } from './mail.js';

/** Recipients the mail server refuses, to try out what a sender does then. */
export interface Refusal {
  /** An address, `*@domain`, or `*` for everybody. */
  readonly recipient: string;
  /** 451: not now. 550: never. */
  readonly code: 451 | 550;
  /** So many times, then no more; for ever unless told. */
  readonly times?: number;
}

/** The refusals in force; they are forgotten when the process ends. */
export interface Refusals {
  list(): readonly Refusal[];
  replace(refusals: readonly Refusal[]): void;
  /** The refusal that hits this recipient, counted as used. */
  take(recipient: string): Refusal | undefined;
}

/** Makes an empty list. */
export function createRefusals(): Refusals {
  let inForce: readonly Refusal[] = [];
  return {
    list: () => inForce,
    replace: (refusals) => void (inForce = refusals),
    take(recipient) {
      const hit = inForce.find((refusal) => matches(refusal.recipient, bareAddress(recipient)));
      if (hit?.times === undefined) return hit;
      const left = hit.times - 1;
      inForce = inForce.flatMap((refusal) => (refusal !== hit ? [refusal] : left > 0 ? [{ ...hit, times: left }] : []));
      return hit;
    },
  };
}

/** What is wrong with a value that should be a list of refusals; undefined when nothing is. */
export function faultOfRefusals(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'refusals must be a list';
  const wrong = value.findIndex((item) => !isRefusal(item));
  if (wrong < 0) return undefined;
  return `/refusals/${wrong} must be {recipient: "address", "*@domain" or "*"; code: 451 or 550; times?: 1 or more}`;
}

function isRefusal(item: unknown): item is Refusal {
  const { recipient, code, times } = (item ?? {}) as Partial<Record<keyof Refusal, unknown>>;
  const counted = times === undefined || (Number.isInteger(times) && Number(times) >= 1);
  return typeof recipient === 'string' && recipient !== '' && (code === 451 || code === 550) && counted;
}

function matches(pattern: string, address: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*@') ? address.endsWith(pattern.slice(1).toLowerCase()) : bareAddress(pattern) === address;
}
