import type { FailureReason } from './payment.js';

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const MOST_TOLD = 200;

/** Text as an event may tell it: one line, 200 characters at most. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').slice(0, MOST_TOLD);

/** A reason in the words of somebody else, as far as an event may tell them; the fallback's where they are no words. */
export function reasonFrom(code: unknown, message: unknown, fallback: FailureReason): FailureReason {
  const told = typeof code === 'string' ? code.toUpperCase() : '';
  return {
    code: CODE.test(told) ? told : fallback.code,
    message: typeof message === 'string' && message.trim() !== '' ? oneLine(message) : fallback.message,
  };
}
