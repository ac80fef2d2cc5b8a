/** The instant an RFC 3339 text names. */
export const at = (text: string): Date => new Date(text);
