import type { OrdersApi } from './orders-api.js';

/** One line of an order. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** A trouble the demo can make. */
export interface Scenario {
  readonly summary: string;
  /** What the number-th order asks for. */
  lines(number: number): readonly Line[];
  /** Settings of services that make the trouble quick to see. */
  readonly appEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Makes the trouble, once the services run. */
  make(api: OrdersApi): Promise<void>;
}

const SKUS = ['TEA-GREEN-100', 'MUG-BLUE', 'COFFEE-250'] as const;
const plenty = (number: number): Line[] => [{ sku: SKUS[number % SKUS.length] ?? SKUS[0], quantity: 1 + (number % 3) }];
/** The local run has five. */
const scarce = (): Line[] => [{ sku: 'TEAPOT-IRON', quantity: 1 }];
const nothing = (): Promise<void> => Promise.resolve();
const HALF = 0.5;

/** The troubles, by the name `--fault` takes. */
export const scenarios = {
  none: { summary: 'nothing goes wrong', lines: plenty, make: nothing },
  'payment-decline': {
    summary: 'the provider declines half of the payments',
    lines: plenty,
    make: (api) => api.switchFault('payment', { operation: 'capture', effect: 'decline', share: HALF }),
  },
  'out-of-stock': { summary: 'every order wants one of the last five teapots', lines: scarce, make: nothing },
  'shipping-down': {
    summary: 'the carrier does not answer for half of the orders',
    lines: plenty,
    appEnv: { shipping: { SHIPMENT_GIVE_UP_MS: '8000' } },
    make: (api) => api.switchFault('shipping', { operation: 'create-shipment', effect: 'fail', share: HALF }),
  },
  'fraud-review': {
    summary: 'half of the orders are flagged for a human',
    lines: plenty,
    make: (api) => api.switchFault('fraud', { operation: 'review', effect: 'decline', share: HALF }),
  },
  'warehouse-slow': {
    summary: 'every reservation takes three seconds longer',
    lines: plenty,
    make: (api) => api.switchFault('warehouse', { operation: 'reserve', effect: 'slow', delayMs: 3_000 }),
  },
  'engine-down': { summary: 'the workflow engine is away', lines: plenty, make: (api) => api.stopEngine() },
} as const satisfies Record<string, Scenario>;

/** A trouble's name. */
export type FaultName = keyof typeof scenarios;
