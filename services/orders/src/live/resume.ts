const VERSION = /^[1-9]\d{0,8}$/;

/** The version a Last-Event-ID stands for; undefined for one that never was an id of a stream. */
export function versionOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && VERSION.test(lastEventId) ? Number(lastEventId) : undefined;
}

/** After which version a client that comes back goes on; undefined where it has to begin anew. */
export function resumeAfter(lastEventId: string | undefined, version: number): number | undefined {
  const seen = versionOf(lastEventId);
  return seen !== undefined && seen <= version ? seen : undefined;
}
