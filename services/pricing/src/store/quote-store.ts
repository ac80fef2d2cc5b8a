import { AppError } from '@sidecart/platform';
import type { PricedQuote, QuoteInputs } from '../domain/price-quote.js';
import type { Quote, QuoteReference, QuoteStatus, ReferenceState } from '../domain/quote.js';
import type { Quote as QuoteRow } from '../generated/prisma/client.js';
import { asJson, lockName, type PricingTx } from './client.js';

/** Lets one transaction at a time decide about a reference. */
export const lockReference = (tx: PricingTx, referenceId: string): Promise<void> => lockName(tx, `quote:${referenceId}`);

/** What is known under a reference. */
export async function readReference(tx: PricingTx, referenceId: string): Promise<ReferenceState> {
  const row = await tx.quote.findUnique({ where: { referenceId } });
  const tombstones = await tx.quoteTombstone.count({ where: { referenceId } });
  return { quote: row === null ? undefined : toQuote(row), tombstoned: tombstones > 0 };
}

/** Bars a reference for ever. */
export async function insertTombstone(tx: PricingTx, referenceId: string, now: Date): Promise<void> {
  await tx.quoteTombstone.createMany({ data: [{ referenceId, createdAt: now }], skipDuplicates: true });
}

/** Stores a new quote. */
export async function insertQuote(tx: PricingTx, quote: Quote): Promise<void> {
  const { reference, inputs, priced, ...rest } = quote;
  await tx.quote.create({
    data: {
      ...rest,
      referenceId: reference.id,
      referenceType: reference.type,
      priceListVersion: inputs.priceListVersion,
      inputs: asJson(inputs),
      priced: asJson(priced),
      totalMinor: priced.total.minor,
      currency: inputs.currency,
    },
  });
}

/** What changes in a quote's life. */
export type QuoteMove =
  { readonly status: 'OPEN'; readonly expiresAt: Date } | { readonly status: 'CONFIRMED' | 'RELEASED'; readonly closedAt: Date };

/** Compare-and-set of a quote's status. Resolves to the quote afterwards; throws AppError where another status was found. */
export async function moveQuote(tx: PricingTx, quote: Quote, move: QuoteMove): Promise<Quote> {
  const referenceId = quote.reference.id;
  const { count } = await tx.quote.updateMany({ where: { referenceId, status: quote.status }, data: move });
  // The reference's lock, and for a quote with a coupon the coupon's, keep everybody else out.
  if (count === 0) throw new AppError('QUOTE_MOVED', `the quote of ${referenceId} was not ${quote.status} any more`);
  return { ...quote, status: move.status, ...(move.status === 'OPEN' ? { expiresAt: move.expiresAt } : {}) };
}

function toQuote(row: QuoteRow): Quote {
  const { id, customerId, country, couponCode, contentHash, createdAt, expiresAt } = row;
  return {
    id,
    reference: { type: row.referenceType as QuoteReference['type'], id: row.referenceId },
    customerId,
    country,
    couponCode,
    contentHash,
    inputs: row.inputs as unknown as QuoteInputs,
    priced: row.priced as unknown as PricedQuote,
    status: row.status as QuoteStatus,
    createdAt,
    expiresAt,
  };
}
