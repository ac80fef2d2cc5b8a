import type Stripe from 'stripe';
import type { BookEntry } from '../domain/reconcile.js';
import type { IntentBook } from './intent-book.js';
import type { ProviderBooks } from './provider-books.js';
import { entryOf, EXPANDED } from './stripe-answers.js';
import { callStripe } from './stripe-errors.js';

const PAGE = 100;
/** Lookups side by side; Stripe limits how many requests it takes a second. */
const ABREAST = 4;

/** What Stripe has on its books of ours: PaymentIntents that carry a key. */
export function createStripeBooks(stripe: Stripe, book: IntentBook): ProviderBooks {
  return {
    async lookUp(keys, signal) {
      const intents = [...(await book.findMany(keys)).values()];
      const entries: BookEntry[] = [];
      for (let start = 0; start < intents.length; start += ABREAST) {
        const some = intents.slice(start, start + ABREAST);
        const found = await Promise.all(some.map((id) => callStripe(signal, () => stripe.paymentIntents.retrieve(id, { expand: EXPANDED }))));
        entries.push(...found.flatMap((intent) => entryOf(intent) ?? []));
      }
      return new Map(entries.map((entry) => [entry.key, entry]));
    },
    async *between(from, to, signal) {
      const created = { gte: seconds(from), lt: seconds(to) };
      let after: string | undefined;
      do {
        const query = { created, limit: PAGE, expand: EXPANDED.map((name) => `data.${name}`), ...(after !== undefined && { starting_after: after }) };
        const page = await callStripe(signal, () => stripe.paymentIntents.list(query));
        after = page.has_more ? page.data.at(-1)?.id : undefined;
        yield page.data.flatMap((intent) => entryOf(intent) ?? []);
      } while (after !== undefined);
    },
  };
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);
