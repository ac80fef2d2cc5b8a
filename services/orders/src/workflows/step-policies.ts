import { stepPolicy, type StepPolicy, type StepPolicySettings } from '@sidecart/platform/workflow';
import type { Step } from '../domain/failing-step.js';

/** In a rush orders wait for their turn in the sidecar; that is not the fault of the service that is then asked. */
const QUEUE_MS = 60_000;

const policy = (settings: StepPolicySettings): StepPolicy => stepPolicy({ ...settings, scheduleToStartMs: QUEUE_MS });

/**
 * Each attempt makes an instance's history longer, and a history of 4 MB is not handed out any more: with waits of 5 min
 * that is more than a week away.
 */
const untilItSucceeds: StepPolicy = policy({ startToCloseMs: 5_000, retries: Infinity, maxIntervalMs: 300_000 });

/** How long and how often each step is tried. What it comes to stands in docs/decisions/0007-step-retries-and-timeouts.md. */
export const stepPolicies: Readonly<Record<Step, StepPolicy>> = {
  ValidateOrder: policy({ startToCloseMs: 5_000 }),
  CalculatePricing: policy({ startToCloseMs: 10_000 }),
  RunFraudCheck: policy({ startToCloseMs: 30_000, retries: 2 }),
  ReserveInventory: policy({ startToCloseMs: 10_000, retries: 3 }),
  ProcessPayment: policy({ startToCloseMs: 30_000, retries: 2 }),
  CreateShipment: policy({ startToCloseMs: 15_000, retries: 3 }),
  // After the shipment nothing is undone any more.
  FinalizeOrder: untilItSucceeds,
};

/** Undoing is worth more patience than doing: ten attempts over some four minutes, then an operator. */
export const compensationPolicy: StepPolicy = policy({ startToCloseMs: 10_000, retries: 9 });

/** What touches the service's own database only. */
export const bookkeepingPolicy: StepPolicy = untilItSucceeds;
