const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z)?$/;

/**
 * An RFC 3339 instant in UTC, or a date for its first moment, as the database reads it; undefined for any other text.
 * Kept as text, because a Date would cut it to milliseconds.
 */
export function parseInstant(text: string): string | undefined {
  const date = INSTANT.exec(text)?.[1];
  if (date === undefined || date.startsWith('0000') || !exists(date)) return undefined;
  return text === date ? `${date}T00:00:00Z` : text;
}

/** February has no 30th: a Date would make it a day in March. */
function exists(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
