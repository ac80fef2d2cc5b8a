const MOST_CHARACTERS = 200;
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

/** Text as an event may tell it: one line of 1 to 200 characters, without control characters and halves of a pair; `otherwise` where nothing is left. */
export function textLine(text: string, otherwise: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
  // By code points, as contracts count them: no pair is cut in half.
  return Array.from(line).slice(0, MOST_CHARACTERS).join('').trimEnd() || otherwise;
}

/** The code of a refusal in the words of somebody else; `REFUSED` where it is none. */
export const reasonCode = (code: unknown): string => (typeof code === 'string' && CODE.test(code) ? code : 'REFUSED');
