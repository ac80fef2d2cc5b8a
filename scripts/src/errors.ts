/** A fault the person at the keyboard can mend: the message is one sentence that names the cure. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The words of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
