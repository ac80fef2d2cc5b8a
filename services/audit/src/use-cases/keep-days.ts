import type { Platform } from '@sidecart/platform';
import { dayOf, planDays } from '../domain/archive.js';
import type { AuditTx } from '../store/client.js';
import { createDay, dropDay, listDays, lockDays } from '../store/partitions.js';

/** Makes the coming days ready and drops those that are older than the retention. */
export interface KeepDays {
  /** Resolves to how many days were made and dropped. */
  runOnce(): Promise<{ readonly created: number; readonly dropped: number }>;
  /** One round of the background loop. Resolves to the milliseconds until the next. */
  round(): Promise<number>;
}

/** Whole days kept besides the present one, and milliseconds between two rounds. */
export interface DaySettings {
  readonly retentionDays: number;
  readonly pollMs: number;
}

/** Makes it; replicas take turns, and whoever comes second finds nothing to do. */
export function createKeepDays({ database, clock, log }: Platform<AuditTx>, { retentionDays, pollMs }: DaySettings): KeepDays {
  const plan = async (tx: AuditTx) => planDays(await listDays(tx), dayOf(clock.now().getTime()), retentionDays);
  /** One day a transaction: none holds the table's lock for longer than one takes. */
  const step = (): Promise<'created' | 'dropped' | undefined> =>
    database.transaction(async (tx) => {
      await lockDays(tx);
      const { create, drop } = await plan(tx);
      const [coming] = create;
      const [gone] = drop;
      if (coming !== undefined) return createDay(tx, coming).then(() => 'created' as const);
      return gone === undefined ? undefined : dropDay(tx, gone).then(() => 'dropped' as const);
    });
  const runOnce = async () => {
    const done = { created: 0, dropped: 0 };
    for (let made = await step(); made !== undefined; made = await step()) done[made] += 1;
    if (done.created + done.dropped > 0) log.info(done, 'days of the archive made ready and dropped');
    return done;
  };
  return { runOnce, round: async () => (await runOnce(), pollMs) };
}
