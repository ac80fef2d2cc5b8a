import { at } from '../testing/at';
import { contentHash, decideAsk, decideConfirm, holdsCoupon, normalise, statusAt, type Quote, type QuoteContent, type QuoteStatus } from './quote';

const NOW = at('2026-03-14T09:00:00Z');
const LATER = at('2026-03-14T09:15:00Z');
const content: QuoteContent = {
  reference: { type: 'order', id: 'o-1' },
  customerId: 'customer-17',
  items: [
    { sku: 'B', quantity: 1 },
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 3 },
  ],
  destination: { country: 'NL' },
  couponCode: 'ten',
};
const hashOf = (changes: Partial<QuoteContent> = {}) => contentHash(normalise({ ...content, ...changes }));
const quote = (status: QuoteStatus, over: Partial<Quote> = {}): Quote => ({
  ...({ id: 'q-1', reference: content.reference, customerId: 'customer-17', country: 'NL', couponCode: 'TEN' } as const),
  ...{ contentHash: hashOf(), inputs: {} as Quote['inputs'], priced: {} as Quote['priced'] },
  ...{ status, createdAt: NOW, expiresAt: LATER },
  ...over,
});
const known = (status: QuoteStatus, over: Partial<Quote> = {}) => ({ quote: quote(status, over), tombstoned: status === 'RELEASED' });
const unknown = { quote: undefined, tombstoned: false };

test('when content is normalised, then a SKU stands once, in the order it came first, and the code is in capitals', () => {
  expect(normalise(content)).toMatchObject({
    items: [
      { sku: 'B', quantity: 4 },
      { sku: 'A', quantity: 2 },
    ],
    couponCode: 'TEN',
  });
});

test('when content says the same in another way, then its hash is the same; for anything else it is another', () => {
  expect(
    hashOf({
      couponCode: 'TEN',
      items: [
        { sku: 'A', quantity: 2 },
        { sku: 'B', quantity: 4 },
      ],
    }),
  ).toBe(hashOf());
  const others: Partial<QuoteContent>[] = [
    { reference: { type: 'checkout_session', id: 'o-1' } },
    { customerId: 'customer-18' },
    { items: [{ sku: 'A', quantity: 2 }] },
    { destination: { country: 'DE' } },
    { couponCode: null },
  ];
  for (const other of others) expect(hashOf(other)).not.toBe(hashOf());
});

test('when the time of an open quote is over, then it has expired; a confirmed one never does', () => {
  expect(statusAt(quote('OPEN'), NOW)).toBe('OPEN');
  expect(statusAt(quote('OPEN'), LATER)).toBe('EXPIRED');
  expect(statusAt(quote('CONFIRMED'), LATER)).toBe('CONFIRMED');
});

test('when a quote is asked for, then what is known under the reference decides', () => {
  expect(decideAsk(unknown, hashOf(), NOW)).toEqual({ type: 'open' });
  expect(decideAsk(known('OPEN'), hashOf(), NOW).type).toBe('repeat');
  expect(decideAsk(known('CONFIRMED'), hashOf(), LATER).type).toBe('repeat');
  expect(decideAsk(known('OPEN'), hashOf(), LATER).type).toBe('renew');
  expect(decideAsk(known('EXPIRED'), hashOf(), LATER).type).toBe('renew');
  expect(decideAsk(known('OPEN'), hashOf({ couponCode: null }), NOW)).toEqual({ type: 'refuse', reason: 'QUOTE_CONTENT_DIFFERS' });
  expect(decideAsk(known('RELEASED'), hashOf(), NOW)).toEqual({ type: 'refuse', reason: 'QUOTE_RELEASED' });
  expect(decideAsk({ ...unknown, tombstoned: true }, hashOf(), NOW)).toEqual({ type: 'refuse', reason: 'QUOTE_RELEASED' });
});

test('when a quote is confirmed, then a coupon whose hold has run out is needed once more, and no coupon never is', () => {
  expect(decideConfirm(known('OPEN'), NOW).type).toBe('confirm');
  expect(decideConfirm(known('EXPIRED'), LATER).type).toBe('retake');
  expect(decideConfirm(known('OPEN', { couponCode: null }), LATER).type).toBe('confirm');
  expect(decideConfirm(known('CONFIRMED'), LATER).type).toBe('repeat');
  expect(decideConfirm(known('RELEASED'), NOW)).toEqual({ type: 'refuse', reason: 'QUOTE_RELEASED' });
  expect(decideConfirm(unknown, NOW)).toEqual({ type: 'refuse', reason: 'QUOTE_MISSING' });
});

test('when a quote stands in a status, then it holds its coupon or has given it back', () => {
  const statuses: readonly QuoteStatus[] = ['OPEN', 'CONFIRMED', 'EXPIRED', 'RELEASED'];
  expect(statuses.map(holdsCoupon)).toEqual([true, true, false, false]);
});
