import { setTimeout as sleep } from 'node:timers/promises';

/** A scraper waits about 10 s; what one read hangs on must not cost it everything else. */
const LONGEST_READ_MS = 2_000;

/**
 * Makes a read that all who ask at the same time share. It answers undefined when it fails or takes longer than `limitMs`; one that
 * hangs is not begun again, but waited for by those who ask later, so that scrapes do not pile up on a database that stands still.
 */
export function shareRead<Answer>(
  read: () => Promise<Answer> | Answer,
  { onError, limitMs = LONGEST_READ_MS }: { readonly onError: (error: unknown) => void; readonly limitMs?: number },
): () => Promise<Answer | undefined> {
  let underWay: Promise<Answer> | undefined;
  let asked: Promise<Answer | undefined> | undefined;
  const ask = async (): Promise<Answer | undefined> => {
    underWay ??= Promise.resolve()
      .then(read)
      .finally(() => (underWay = undefined));
    const ended = new AbortController();
    const late = sleep(limitMs, undefined, { signal: ended.signal }).then(() => {
      throw new Error(`had no answer in ${limitMs} ms`);
    });
    try {
      return await Promise.race([underWay, late]);
    } catch (error) {
      onError(error);
      return undefined;
    } finally {
      late.catch(() => undefined);
      ended.abort();
    }
  };
  return () => (asked ??= ask().finally(() => (asked = undefined)));
}
