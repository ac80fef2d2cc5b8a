import { z } from 'zod';
import type { BodyContract } from '../events/contracts.js';
import type { FaultRule } from './types.js';

/** The body of `PUT /admin/faults`. */
export interface FaultList {
  readonly faults: readonly FaultRule[];
}

const MOST_RULES = 100;
const LONGEST_DELAY_MS = 60_000;
const LONGEST_NAME = 200;

const rule = z
  .strictObject({
    operation: z.string().min(1).max(LONGEST_NAME),
    effect: z.enum(['slow', 'fail', 'decline']),
    delayMs: z.number().int().min(0).max(LONGEST_DELAY_MS).optional(),
    orderId: z.string().min(1).max(LONGEST_NAME).optional(),
    share: z.number().min(0).max(1).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ effect, delayMs }) => effect === 'slow' || delayMs === undefined, { path: ['delayMs'], message: 'is for the effect slow only' })
  .refine(({ orderId, share }) => orderId === undefined || share === undefined, { path: ['share'], message: 'excludes orderId' });

const list = z.strictObject({ faults: z.array(rule).max(MOST_RULES) });

/** Checks the shape of a fault list; whether its operations exist is for the route to say. */
export const faultListContract: BodyContract<FaultList> = {
  name: 'a fault list',
  validate: (value) => {
    const { error } = list.safeParse(value);
    return (error?.issues ?? []).map(({ path, message, code }) => ({ pointer: pointerTo(path), message, keyword: code }));
  },
};

/** RFC 6901. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
