import type { Card, FailureReason } from '../domain/payment.js';

/** What goes wrong with a simulated card, besides a plain refusal. */
export type Fault =
  | 'slow'
  | 'timeout_after_charge'
  | 'timeout_before_charge'
  | 'late_capture'
  | 'duplicate_refused'
  | 'unavailable_once'
  | 'always_timeout'
  | undefined;

/** How the simulator treats a card token. */
export interface SimulatedCard {
  readonly card: Card;
  readonly fault: Fault;
  readonly decline: FailureReason | undefined;
}

const visa: Card = { brand: 'visa', last4: '4242' };
const mastercard: Card = { brand: 'mastercard', last4: '4444' };
const accepting = (card: Card, fault?: Fault): SimulatedCard => ({ card, fault, decline: undefined });
const declining = (code: string, message: string): SimulatedCard => ({ card: visa, fault: undefined, decline: { code, message } });

const cards: ReadonlyMap<string, SimulatedCard> = new Map([
  ['tok_visa', accepting(visa)],
  ['tok_mastercard', accepting(mastercard)],
  ['tok_declined', declining('CARD_DECLINED', 'The issuer declined the card.')],
  ['tok_insufficient_funds', declining('INSUFFICIENT_FUNDS', 'The account does not hold the amount.')],
  ['tok_slow', accepting(visa, 'slow')],
  ['tok_timeout_after_charge', accepting(visa, 'timeout_after_charge')],
  ['tok_timeout_before_charge', accepting(visa, 'timeout_before_charge')],
  ['tok_late_capture', accepting(visa, 'late_capture')],
  ['tok_duplicate_refused', accepting(visa, 'duplicate_refused')],
  ['tok_unavailable_once', accepting(visa, 'unavailable_once')],
  ['tok_always_timeout', accepting(visa, 'always_timeout')],
]);

/** The card behind a token; a token nobody issued is refused for good. */
export function simulatedCard(token: string): SimulatedCard {
  return cards.get(token) ?? declining('UNKNOWN_CARD_TOKEN', 'The provider knows no such card token.');
}
