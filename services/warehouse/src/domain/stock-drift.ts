/** One SKU as the stock has it beside what the reservations come to, in pieces; `undefined` where the SKU is not kept. */
export interface BookedSku {
  readonly sku: string;
  readonly stock: { readonly onHand: number; readonly reserved: number; readonly shipped: number } | undefined;
  /** Of reservations that are HELD or CONFIRMED. */
  readonly setAside: number;
  /** Of reservations that are SHIPPED. */
  readonly handedOut: number;
}

/** Something the books of the warehouse have wrong. */
export interface BookProblem {
  readonly sku: string;
  readonly code: 'NOT_KEPT' | 'RESERVED_DIFFERS' | 'SHIPPED_DIFFERS' | 'BELOW_ZERO';
  readonly message: string;
}

/** What is wrong with a SKU; none where stock and reservations agree to the piece. */
export function problemsOf({ sku, stock, setAside, handedOut }: BookedSku): readonly BookProblem[] {
  const problem = (code: BookProblem['code'], message: string): BookProblem => ({ sku, code, message });
  if (stock === undefined) return [problem('NOT_KEPT', `${setAside + handedOut} pieces were reserved of a SKU that is not kept`)];
  const { onHand, reserved, shipped } = stock;
  return [
    ...(reserved === setAside ? [] : [problem('RESERVED_DIFFERS', `${reserved} pieces are set aside, the reservations come to ${setAside}`)]),
    ...(shipped === handedOut ? [] : [problem('SHIPPED_DIFFERS', `${shipped} pieces have left, the reservations come to ${handedOut}`)]),
    ...(reserved >= 0 && onHand >= reserved ? [] : [problem('BELOW_ZERO', `${reserved} of ${onHand} pieces are set aside`)]),
  ];
}
