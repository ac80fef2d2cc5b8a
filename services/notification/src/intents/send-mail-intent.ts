import { AppError, Unavailable, type CallContext, type Intent, type IntentKind, type Platform } from '@sidecart/platform';
import { isAddress, withoutAddresses } from '../domain/address.js';
import type { Mail } from '../domain/mail.js';
import type { RenderMail } from '../mail-templates.js';
import type { NotificationTx } from '../store/client.js';
import { endRound, findMail, type Ending } from '../store/mail-store.js';
import { askContact, type Contact } from './ask-contact.js';
import { TooLate, type PostMail } from './post-mail.js';

/** The intent to send one mail, stored with its row. */
export interface SendMailPayload {
  readonly mailId: string;
  readonly orderId: string;
  readonly round: number;
  /** The address, where it is known; gone once the intent is settled. */
  readonly to?: string;
}

/** The name of these intents, and of the fault that can be switched on for them. */
export const sendMailKind = 'send-mail';

/** What sending stands on. */
export interface SendMailParts {
  readonly platform: Platform<NotificationTx>;
  readonly render: RenderMail;
  readonly post: PostMail;
  /** A mail that could not be sent for this long is given up, milliseconds. */
  readonly retryForMs: number;
  /** How long one call may take, milliseconds: after it another worker may be at the same mail. */
  readonly callMs: number;
}

type SendMail = Intent<SendMailPayload>;

/**
 * Sends a mail, and goes on trying until the mail server takes it, refuses it for good, or a day has passed. Between
 * the server's answer and the commit there is nothing but the commit: a crash right there sends the mail twice.
 */
export function createSendMailIntent(parts: SendMailParts): IntentKind<SendMailPayload, Ending, NotificationTx> {
  const { platform, retryForMs } = parts;
  return {
    kind: sendMailKind,
    async call(intent, context) {
      try {
        return await send(parts, intent, context);
      } catch (error) {
        const failure = withoutAddress(error as Error, intent.payload.to);
        const age = context.now.getTime() - intent.createdAt.getTime();
        if (error instanceof TooLate || age < retryForMs) throw failure;
        return { status: 'FAILED', reason: `GAVE_UP: ${failure.message}` };
      }
    },
    async settle(tx, { payload: { mailId: id, orderId, round } }, ending) {
      await endRound(tx, { id, round }, ending, platform.clock.now());
      const fields = { mailId: id, orderId, reason: ending.reason };
      if (ending.status === 'SENT') platform.log.info(fields, 'mail sent');
      else platform.log.error(fields, 'mail given up');
    },
    redact: ({ mailId, orderId, round }) => ({ mailId, orderId, round }),
  };
}

async function send(parts: SendMailParts, { payload }: SendMail, { signal }: CallContext): Promise<Ending> {
  const startedAt = performance.now();
  const { platform, render, post, callMs } = parts;
  if ((await platform.faults.apply(sendMailKind, payload.orderId)) === 'decline') return { status: 'FAILED', reason: 'REFUSED: fault injected' };
  const mail = await platform.database.transaction((tx) => findMail(tx, payload.mailId));
  if (mail === undefined) throw new AppError('MAIL_MISSING', `mail ${payload.mailId} is named by an intent and does not exist`);
  const { email, ...about } = await contactOf(platform, mail, payload.to, signal);
  if (!isAddress(email)) return { ...about, status: 'FAILED', reason: 'REFUSED: not an address' };
  const rendered = render(mail.kind, mail.content, about.orderNumber);
  const failure = await post({ to: email, mail: rendered, msLeft: () => callMs - (performance.now() - startedAt) });
  if (failure === undefined) return { ...about, status: 'SENT' };
  const detail = withoutAddresses(failure.detail, email);
  if (failure.type === 'unknown') throw new Unavailable('MAIL_NOT_TAKEN', detail);
  return { ...about, status: 'FAILED', reason: `REFUSED: ${detail}` };
}

/** The event told it, or orders is asked. A mail without an order number is not sent: nobody could tell a copy from a new one. */
async function contactOf({ dapr }: Platform<NotificationTx>, mail: Mail, to: string | undefined, signal: AbortSignal): Promise<Contact> {
  const { orderNumber, customerId } = mail;
  if (to !== undefined && orderNumber !== undefined && customerId !== undefined) return { orderNumber, customerId, email: to };
  return askContact(dapr, mail.orderId, signal);
}

/** What is thrown is kept with the intent and logged, so it must not repeat the address; nor may a cause. */
function withoutAddress(error: Error, to: string | undefined): AppError {
  const code = error instanceof AppError ? error.code : 'MAIL_NOT_SENT';
  return new Unavailable(code, withoutAddresses(error.message, to));
}
