import type { HandlerContext, Platform, PlatformEvent } from '@sidecart/platform';
import { planMail, sendingKey, type Mail, type WantedMail } from '../domain/mail.js';
import { sendMailKind, type SendMailPayload } from '../intents/send-mail-intent.js';
import type { NotificationTx } from '../store/client.js';
import { insertIfAbsent } from '../store/mail-store.js';

/** A mail wanted because of an event. */
export interface Wanted extends WantedMail {
  /** The address, where the event tells it; otherwise orders is asked for it. */
  readonly to?: string;
  readonly cause: PlatformEvent;
}

/** Puts mails on record with the intent to send them, each once for its order and kind. */
export type RecordMails = (wanted: readonly Wanted[], context: HandlerContext<NotificationTx>) => Promise<void>;

/** Makes it; what happened more than `maxAgeMs` ago is recorded as SKIPPED, so that it is not sent later either. */
export function createRecordMails({ newId, intents }: Platform<NotificationTx>, maxAgeMs: number): RecordMails {
  return async (wanted, { tx, now, log, causedBy }) => {
    const planned = wanted.map((one) => ({ one, mail: planMail(aboutOf(one), newId(), now, maxAgeMs) }));
    const stored = await insertIfAbsent(
      tx,
      planned.map(({ mail }) => mail),
    );
    for (const { one, mail } of planned) {
      const tell = (what: string): void => causedBy(one.cause, () => log.info({ orderId: mail.orderId, kind: mail.kind }, what));
      if (!stored.has(mail.id)) tell('mail on record already; nothing changed');
      else if (mail.status === 'SKIPPED') tell('mail skipped: too old');
      else await intents.enqueue(tx, { kind: sendMailKind, key: sendingKey(mail), payload: payloadOf(mail, one.to), cause: one.cause });
    }
  };
}

const aboutOf = ({ orderId, kind, orderNumber, customerId, content, happenedAt }: Wanted): WantedMail => ({
  ...{ orderId, kind, orderNumber, customerId, content, happenedAt },
});

function payloadOf({ id, orderId, round }: Mail, to: string | undefined): SendMailPayload {
  return { mailId: id, orderId, round, ...(to === undefined ? {} : { to }) };
}
