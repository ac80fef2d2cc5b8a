import { PermanentError, type Handler, type HandlerContext, type PlatformEvent } from '@sidecart/platform';
import { archiveRow, dayOf, placementOf, type Placement } from '../domain/archive.js';
import { archiveEvents, countLate } from '../store/archive-store.js';
import type { AuditTx } from '../store/client.js';

/**
 * Keeps whatever comes, in one statement a delivery. A copy finds its row and changes nothing, be it ten days old. What comes
 * when its day has been dropped is counted instead; one of the far future has no day, and is for somebody to look at.
 */
export function createOnAnyEvent(retentionDays: number): Handler<unknown, AuditTx> {
  const archive = async (events: readonly PlatformEvent[], { tx, now, log, causedBy }: HandlerContext<AuditTx>): Promise<void> => {
    const today = dayOf(now.getTime());
    const placed = (where: Placement) => events.filter(({ time }) => placementOf(dayOf(Date.parse(time)), today, retentionDays) === where);
    const [ahead] = placed('ahead');
    if (ahead !== undefined) throw new PermanentError('TIME_AHEAD', `the event is dated ${ahead.time}, which is too far in the future`);
    await archiveEvents(tx, placed('kept').map(archiveRow), now);
    const late = placed('late');
    await countLate(tx, late, now);
    for (const event of late) {
      causedBy(event, () => log.warn({ topic: event.type, eventTime: event.time }, 'event came after its day was dropped; counted, not kept'));
    }
  };
  return { handle: (event, context) => archive([event], context), handleBatch: archive };
}
