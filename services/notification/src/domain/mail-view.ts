import type { Money } from '@sidecart/contracts';
import type { MailContent } from './mail.js';

/** What a template can name. Every field is there, null where nothing is known, for templates are strict about names. */
export interface MailView {
  readonly orderNumber: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly total: string | null;
  /** A sentence. */
  readonly reason: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
}

/** Fills a view from what is known of a mail. Until orders was asked for it, an order number may be missing. */
export function viewOf(content: MailContent, orderNumber: string | undefined): MailView {
  return {
    orderNumber: orderNumber ?? '(number not known yet)',
    items: (content.items ?? []).map(({ sku, quantity }) => ({ sku, quantity })),
    total: content.total === undefined ? null : moneyText(content.total),
    reason: (content.reasonCode === undefined ? undefined : REASONS.get(content.reasonCode)) ?? null,
    carrier: content.carrier ?? null,
    trackingNumber: content.trackingNumber ?? null,
  };
}

/**
 * What a customer is told of a reason; of one that is not here, such as a suspicion of fraud, nothing. The messages that
 * come with codes are written for whoever runs the shop.
 */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['CARD_DECLINED', 'Your bank declined the card.'],
  ['INSUFFICIENT_FUNDS', 'The card does not cover the amount.'],
  ['UNKNOWN_CARD_TOKEN', 'We could not read the card.'],
  ['PRICE_CHANGED', 'The price has changed since you ordered.'],
  ['OUT_OF_STOCK', 'Something you ordered is no longer in stock.'],
]);

/** An amount as people write it, such as €30.25; exact, as it is put together from digits. */
export function moneyText({ minor, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(minor).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return format.format((digits === 0 ? whole : `${whole}.${text.slice(-digits)}`) as Intl.StringNumericLiteral);
}
