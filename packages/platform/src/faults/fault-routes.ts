import { route, type Route } from '../http/types.js';
import { Unprocessable } from '../runtime/errors.js';
import { faultListContract, type FaultList } from './fault-contract.js';
import type { SwitchedFaults } from './faults.js';
import { FaultsOff } from './types.js';

const PATH = '/admin/faults';

/** The operator's routes on the switches; `operations` are those the service applies faults to. */
export function faultRoutes(faults: SwitchedFaults, operations: readonly string[]): readonly Route[] {
  const show = async () => ({ status: 200, body: { operations, faults: await faults.list() } });
  const base = { path: PATH, access: 'admin' } as const;
  return [
    route({ ...base, method: 'get', handle: show }),
    route<FaultList>({
      ...base,
      method: 'put',
      body: faultListContract,
      handle: async ({ body }) => {
        refuseUnknown(body, operations);
        await faults.replace(body.faults);
        return show();
      },
    }),
    route({
      ...base,
      method: 'delete',
      handle: async () => {
        await faults.replace([]);
        return { status: 204 };
      },
    }),
  ];
}

/** The same routes where the switches are off: each says how to switch them on. */
export function offRoutes(): readonly Route[] {
  const refuse = () => Promise.reject(new FaultsOff());
  return (['get', 'put', 'delete'] as const).map((method) => route({ method, path: PATH, access: 'admin', handle: refuse }));
}

function refuseUnknown({ faults }: FaultList, operations: readonly string[]): void {
  const unknown = [...new Set(faults.map(({ operation }) => operation))].filter((operation) => !operations.includes(operation));
  if (unknown.length === 0) return;
  const known = operations.length === 0 ? 'this service has none' : `known are ${operations.join(', ')}`;
  throw new Unprocessable('UNKNOWN_OPERATION', `no such operation: ${unknown.join(', ')}; ${known}`, { details: { unknown, known: operations } });
}
