import type { Address, FailureReason } from '@sidecart/contracts';

/** What goes wrong on the way to the simulated carrier. */
export type Fault = 'slow' | 'timeout after' | 'timeout before' | 'unavailable once' | 'always timeout' | undefined;

const faults: ReadonlyMap<string, Fault> = new Map([
  ['SLOW', 'slow'],
  ['TIMEOUT AFTER', 'timeout after'],
  ['TIMEOUT BEFORE', 'timeout before'],
  ['UNAVAILABLE ONCE', 'unavailable once'],
  ['ALWAYS TIMEOUT', 'always timeout'],
]);

/** What the postal code of an address makes go wrong. */
export const faultOf = ({ postalCode }: Address): Fault => faults.get(postalCode);

/** Why the simulated carrier does not deliver to an address, for good; undefined when it does. */
export function refusalOf({ country, postalCode }: Address, countries: readonly string[]): FailureReason | undefined {
  if (!countries.includes(country)) return undeliverable(`The carrier does not deliver to ${country}.`);
  if (postalCode === 'NO SUCH PLACE') return undeliverable('The carrier does not know the address.');
  return undefined;
}

const undeliverable = (message: string): FailureReason => ({ code: 'UNDELIVERABLE_ADDRESS', message });
