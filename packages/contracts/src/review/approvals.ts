import { loadSchemaText, SchemaLoadError, type SourcePlace } from '../compare';
import { isObject, type Json, pointerTo } from '../compare/json';
import { placeOf } from '../compare/schema/position';

/** A finding somebody answers for. */
export interface Approval {
  readonly fingerprint: string;
  readonly who: string;
  readonly why: string;
  /** Last day it holds, `YYYY-MM-DD` in UTC. */
  readonly until: string;
}

/** An approval that fails the review. */
export interface ApprovalFault {
  readonly kind: 'expired' | 'unused';
  readonly approval: Approval;
  readonly place: SourcePlace;
  readonly message: string;
}

/** Reads approvals, an object by fingerprint. Throws SchemaLoadError with line and column where it is not that. */
export function readApprovals(text: string | undefined, file: string): readonly Approval[] {
  if (text === undefined) return [];
  const fail = (pointer: string, why: string) => new SchemaLoadError(placeOf(file, text, pointer), why);
  const value = parse(text, file);
  if (!isObject(value)) throw fail('', 'approvals are an object by fingerprint');
  return Object.entries(value).map(([fingerprint, entry]) => {
    const pointer = pointerTo('', fingerprint);
    if (!/^[0-9a-f]{16}$/.test(fingerprint)) throw fail(pointer, 'a fingerprint has 16 hexadecimal digits');
    if (!isObject(entry)) throw fail(pointer, 'an approval is an object of who, why and until');
    const said = (name: string): string => {
      const words = entry[name];
      if (typeof words === 'string' && words.trim() !== '') return words;
      throw fail(pointer, `an approval says ${name}`);
    };
    const approval = { fingerprint, who: said('who'), why: said('why'), until: said('until') };
    if (!isDay(approval.until)) throw fail(`${pointer}/until`, 'until is a day, YYYY-MM-DD');
    return approval;
  });
}

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Loading says where the text goes wrong.
    return loadSchemaText(text, file).root;
  }
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What reviewed approvals are held against. */
export interface ApprovalUse {
  readonly approvals: readonly Approval[];
  /** Fingerprints of the findings of this change. */
  readonly found: ReadonlySet<string>;
  /** Fingerprints of findings that versions already published would have had: their approvals have served. */
  readonly served: () => ReadonlySet<string>;
  readonly now: Date;
  readonly file: string;
  readonly text: string;
}

/** Approvals that are past their day, or that approve nothing. */
export function approvalFaults({ approvals, found, served, now, file, text }: ApprovalUse): readonly ApprovalFault[] {
  const today = now.toISOString().slice(0, 10);
  const unmatched = approvals.some(({ fingerprint }) => !found.has(fingerprint));
  const published = unmatched ? served() : new Set<string>();
  return approvals.flatMap((approval): ApprovalFault[] => {
    const place = placeOf(file, text, pointerTo('', approval.fingerprint));
    const { fingerprint, until, who } = approval;
    if (!found.has(fingerprint) && !published.has(fingerprint)) {
      return [{ kind: 'unused', approval, place, message: `the approval ${fingerprint} by ${who} approves no finding; remove it` }];
    }
    if (until >= today) return [];
    return [{ kind: 'expired', approval, place, message: `the approval ${fingerprint} by ${who} held until ${until}; renew or remove it` }];
  });
}

/** Whether an approval still holds. */
export function holds({ until }: Approval, now: Date): boolean {
  return until >= now.toISOString().slice(0, 10);
}
