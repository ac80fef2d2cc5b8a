/**
 * Makes a call that ends after `timeoutMs`, or when `signal` aborts. Whatever it throws then is thrown as `late` says: whether it took
 * effect is unknown.
 */
export async function within<Answer>(
  limit: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly late: (cause: unknown) => Error },
  call: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const ends = AbortSignal.any([limit.signal, AbortSignal.timeout(limit.timeoutMs)]);
  try {
    return await call(ends);
  } catch (error) {
    throw ends.aborted ? limit.late(error) : error;
  }
}
