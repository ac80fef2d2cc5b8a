import type { Faults } from '@sidecart/platform';

/** The operations an operator can switch: see `platform.faults`. */
export const faultOperations = ['reserve', 'release'] as const;

/** Applies the switch of reservations to some orders; resolves to those that are to be refused as out of stock. */
export async function declinedOrders(faults: Faults, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(orderIds.map(async (orderId) => ({ orderId, answer: await faults.apply('reserve', orderId) })));
  return new Set(answers.filter(({ answer }) => answer === 'decline').map(({ orderId }) => orderId));
}

/** Applies the switch of releases to some orders. */
export async function disturbReleases(faults: Faults, orderIds: readonly string[]): Promise<void> {
  await Promise.all(orderIds.map((orderId) => faults.apply('release', orderId)));
}
