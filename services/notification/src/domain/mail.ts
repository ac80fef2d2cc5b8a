import type { ItemQuantity, Money } from '@sidecart/contracts';

/** What a mail can be about; each has a folder of templates. */
export const mailKinds = ['order_completed', 'order_failed', 'order_cancelled', 'payment_failed', 'shipment_created'] as const;
export type MailKind = (typeof mailKinds)[number];

/** PENDING is on its way or waits for its next try; SKIPPED was never meant to be sent. */
export const mailStatuses = ['PENDING', 'SENT', 'FAILED', 'SKIPPED'] as const;
export type MailStatus = (typeof mailStatuses)[number];

/** What events tell a mail is to say. It holds nothing of the customer. */
export interface MailContent {
  readonly items?: readonly ItemQuantity[];
  readonly total?: Money;
  /** Why an order or a payment failed: the code, for which the mail has words of its own. */
  readonly reasonCode?: string;
  readonly carrier?: string;
  readonly trackingNumber?: string;
}

/** The one mail of its kind an order ever has. */
export interface Mail {
  readonly id: string;
  readonly orderId: string;
  readonly kind: MailKind;
  readonly status: MailStatus;
  readonly orderNumber: string | undefined;
  readonly customerId: string | undefined;
  readonly content: MailContent;
  /** How often sending it was ordered, from 1. */
  readonly round: number;
  /** Why it FAILED or was SKIPPED. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly sentAt: Date | undefined;
}

/** A mail that something that happened gives cause for. */
export interface WantedMail extends Pick<Mail, 'orderId' | 'kind' | 'orderNumber' | 'customerId' | 'content'> {
  /** When it happened; the earliest time told. */
  readonly happenedAt: Date;
}

/** The mail to put on record: to be sent, unless what happened is older than `maxAgeMs`. */
export function planMail(wanted: WantedMail, id: string, now: Date, maxAgeMs: number): Mail {
  const { happenedAt, ...about } = wanted;
  const tooOld = now.getTime() - happenedAt.getTime() > maxAgeMs;
  const status = tooOld ? ({ status: 'SKIPPED', reason: 'TOO_OLD' } as const) : ({ status: 'PENDING', reason: undefined } as const);
  return { ...about, id, ...status, round: 1, createdAt: now, sentAt: undefined };
}

/** The key of the intent to send a mail: a resend has one of its own. */
export function sendingKey({ orderId, kind, round }: Pick<Mail, 'orderId' | 'kind' | 'round'>): string {
  return round === 1 ? `${orderId}:${kind}` : `${orderId}:${kind}:${round}`;
}

/** What becomes of an operator's wish to have a mail sent again. */
export type ResendDecision = { readonly type: 'resend'; readonly mail: Mail } | { readonly type: 'refuse'; readonly why: ResendRefusal };
export type ResendRefusal = 'MAIL_PENDING' | 'MAIL_SENT' | 'MAIL_SKIPPED';

/** Only a FAILED mail is sent again as it is; a SENT or SKIPPED one when forced, a PENDING one never: it is on its way. */
export function decideResend(mail: Mail, forced: boolean): ResendDecision {
  if (mail.status === 'PENDING') return { type: 'refuse', why: 'MAIL_PENDING' };
  if (mail.status !== 'FAILED' && !forced) return { type: 'refuse', why: mail.status === 'SENT' ? 'MAIL_SENT' : 'MAIL_SKIPPED' };
  return { type: 'resend', mail: { ...mail, status: 'PENDING', reason: undefined, round: mail.round + 1 } };
}
