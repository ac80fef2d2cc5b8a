import { placeOf, syntaxError } from '../compare/schema/position';
import type { Judge } from './judge';
import type { Piece } from './piece';
import { splitEvents } from './split';

/** One thing wrong with one event of a stream; line and column count from 1, in the stream. */
export interface ValidationFailure {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Which event of the stream, from 1. */
  readonly event: number;
  /** The event's `id`, where it has one. */
  readonly id?: string;
  readonly pointer: string;
  /** The keyword that was broken; `json` when the text is no JSON. */
  readonly keyword: string;
  readonly message: string;
}

/** What became of a stream. */
export interface ValidationSummary {
  readonly events: number;
  readonly valid: number;
  readonly invalid: number;
  /** Texts that are no JSON; not among the events that are invalid. */
  readonly unreadable: number;
  readonly failures: number;
  /** 0 all valid, 1 some are not, 2 some are no JSON or there is no event at all. */
  readonly exitCode: 0 | 1 | 2;
}

/** A stream of events to judge. */
export interface ValidationInput {
  /** Names the stream in failures. */
  readonly file: string;
  readonly chunks: AsyncIterable<string>;
  readonly judge: Judge;
  /** Takes failures as they are found; the stream waits for it. */
  readonly tell: (failures: readonly ValidationFailure[]) => Promise<void> | void;
}

/** Judges every event of a stream in constant memory. Throws PieceTooLarge and what reading the stream throws. */
export async function validateStream({ file, chunks, judge, tell }: ValidationInput): Promise<ValidationSummary> {
  const counts = { events: 0, valid: 0, invalid: 0, unreadable: 0, failures: 0 };
  for await (const pieces of splitEvents(chunks)) {
    const told: ValidationFailure[] = [];
    for (const piece of pieces) {
      counts.events++;
      const found = failuresOf(piece, { file, judge, event: counts.events });
      counts[found.length === 0 ? 'valid' : found[0]?.keyword === NOT_JSON ? 'unreadable' : 'invalid']++;
      counts.failures += found.length;
      if (found.length > 0) told.push(...found);
    }
    if (told.length > 0) await tell(told);
  }
  return { ...counts, exitCode: counts.events === 0 || counts.unreadable > 0 ? 2 : counts.invalid > 0 ? 1 : 0 };
}

const NOT_JSON = 'json';
const NONE: readonly ValidationFailure[] = [];

interface Context {
  readonly file: string;
  readonly judge: Judge;
  readonly event: number;
}

function failuresOf(piece: Piece, { file, judge, event }: Context): readonly ValidationFailure[] {
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch {
    const { place, message } = syntaxError(file, piece.text);
    return [{ ...inStream(place, piece), file, event, pointer: '', keyword: NOT_JSON, message }];
  }
  const violations = judge(value);
  if (violations.length === 0) return NONE;
  const id = (value as { id?: unknown } | null)?.id;
  return violations.map(({ pointer, keyword, message }) => {
    const place = placeOf(file, piece.text, pointer);
    return { ...inStream(place, piece), file, event, ...(typeof id === 'string' && { id }), pointer, keyword, message };
  });
}

function inStream({ line, column }: { readonly line: number; readonly column: number }, piece: Piece) {
  return { line: piece.line + line - 1, column: line === 1 ? piece.column + column - 1 : column };
}
