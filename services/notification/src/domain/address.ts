/** One mailbox and nothing beside it: the binding takes `;` for the start of a second one. */
const ADDRESS = /^[^\s@;,:<>()"\\[\]]{1,64}@[^\s@;,:<>()"\\[\]]{1,253}$/;
const ANY_ADDRESS = /[^\s@"'<>;,()]+@[^\s@"'<>;,()]+/g;
const MASK = '[address]';

/** True for text a mail can be sent to. */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

/** A text without addresses: mail servers like to repeat them in their refusals. */
export function withoutAddresses(text: string, known?: string): string {
  const plain = known === undefined ? text : text.replaceAll(known, MASK);
  return plain.replace(ANY_ADDRESS, MASK);
}
