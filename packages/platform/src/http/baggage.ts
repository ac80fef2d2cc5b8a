/** The member of W3C baggage that carries the correlation id. */
const CORRELATION = 'correlation-id';

/** The correlation id in a `baggage` header. Nothing else of it is read: what else callers put there is theirs, and goes no further. */
export function correlationOf(header: string | undefined): string | undefined {
  for (const member of (header ?? '').split(',')) {
    const [pair = ''] = member.split(';');
    // A value may hold a `=` itself.
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === CORRELATION && value.length > 0) return decode(value.join('=').trim());
  }
  return undefined;
}

/** A `baggage` header with the correlation id. */
export function correlationBaggage(correlationId: string): string {
  return `${CORRELATION}=${encodeURIComponent(correlationId)}`;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
