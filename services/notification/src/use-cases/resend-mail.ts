import { Conflict, NotFound, type Platform } from '@sidecart/platform';
import { decideResend, sendingKey, type Mail, type ResendRefusal } from '../domain/mail.js';
import { sendMailKind, type SendMailPayload } from '../intents/send-mail-intent.js';
import type { NotificationTx } from '../store/client.js';
import { lockMail, reopenMail } from '../store/mail-store.js';

/** Sends a mail again, once; `forced` also one that was sent or skipped. Throws NotFound, Conflict with the reason as code. */
export type ResendMail = (id: string, forced: boolean) => Promise<Mail>;

const REFUSALS: Readonly<Record<ResendRefusal, string>> = {
  MAIL_PENDING: 'the mail is on its way, or waits for its next try',
  MAIL_SENT: 'the mail was sent; add force=true to send it a second time',
  MAIL_SKIPPED: 'the mail was left out as too old; add force=true to send it all the same',
};

/** Makes it. The address is not kept, so orders is asked for it again. */
export function createResendMail({ database, intents, clock, log }: Platform<NotificationTx>): ResendMail {
  return (id, forced) =>
    database.transaction(async (tx) => {
      const mail = await lockMail(tx, id);
      if (mail === undefined) throw new NotFound('mail', id);
      const decision = decideResend(mail, forced);
      if (decision.type === 'refuse') throw new Conflict(decision.why, REFUSALS[decision.why]);
      const { orderId, round } = decision.mail;
      await reopenMail(tx, decision.mail, clock.now());
      const payload: SendMailPayload = { mailId: id, orderId, round };
      await intents.enqueue(tx, { kind: sendMailKind, key: sendingKey(decision.mail), payload });
      log.info({ mailId: id, orderId, round }, 'mail ordered to be sent again');
      return decision.mail;
    });
}
