import { AppError } from '@sidecart/platform';
import type { Answer } from './ask.js';

type Unread = Readonly<Record<string, unknown>>;

/**
 * Holds an answer against what is needed of it. Throws AppError ANSWER_UNREADABLE: an answer that lacks it is no success to
 * go on with, and no refusal either.
 */
export function readAnswer<Value>(app: string, answer: Answer<unknown>, isWhole: (value: Unread) => boolean): Answer<Value> {
  if (!answer.ok) return answer;
  const { value } = answer;
  if (typeof value !== 'object' || value === null || !isWhole(value as Unread)) {
    throw new AppError('ANSWER_UNREADABLE', `${app} answered without what was asked for`);
  }
  return { ok: true, value: value as Value };
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** True for an answer with these as texts. */
export const withTexts =
  (...names: readonly string[]) =>
  (value: Unread): boolean =>
    names.every((name) => isText(value[name]));

/** True for an answer with these as yes or no. */
export const withFlag =
  (name: string) =>
  (value: Unread): boolean =>
    typeof value[name] === 'boolean';

/** True for an answer that says whether goods are there, and which are not. */
export const isAvailability = (value: Unread): boolean => withFlag('available')(value) && Array.isArray(value['missing']);

/** True for an answer with an exact total. */
export function isQuote({ total }: Unread): boolean {
  const { minor, currency } = (total ?? {}) as Unread;
  return Number.isSafeInteger(minor) && (minor as number) >= 0 && isText(currency);
}

const decisions: readonly unknown[] = ['approve', 'review', 'reject'];

/** True for a whole score; a decision that is not known must not be taken for an approval. */
export const isScore = ({ decision, score, reasons }: Unread): boolean =>
  decisions.includes(decision) && Number.isInteger(score) && Array.isArray(reasons);
