import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Platform, type ServiceParts } from '@sidecart/platform';
import type { CarrierAdapter } from './carrier/carrier-adapter.js';
import { createSimulatedCarrier } from './carrier/simulated-carrier.js';
import { withDeadline } from './carrier/with-deadline.js';
import { faultOperations, withFaults } from './carrier/with-faults.js';
import type { ShippingConfig } from './config.js';
import { createCancelIntent } from './intents/cancel-intent.js';
import { createCreateIntent } from './intents/create-intent.js';
import { shippingRoutes } from './routes.js';
import { createClient, type ShippingTx } from './store/client.js';
import { createSimulatorLedger } from './store/simulator-ledger.js';
import { shippingSubscriptions } from './subscriptions.js';
import { createCancelShipment } from './use-cases/cancel-shipment.js';
import { createCheckShipment } from './use-cases/check-shipment.js';
import { createCreateShipment } from './use-cases/create-shipment.js';

/** Makes the carrier a shipping service talks to. */
export type MakeCarrier = (platform: Platform<ShippingTx>, config: ShippingConfig) => CarrierAdapter;

/** The shipping service on the carrier given: the one seam a real carrier goes into. */
export const defineShippingService = (makeCarrier: MakeCarrier) =>
  defineService<ShippingTx, ShippingConfig>({
    name: 'shipping',
    contracts: registry,
    createClient,
    // The faults outermost: a call that an operator made slow has its whole time at the carrier left.
    wire: (platform, config) =>
      wire(platform, config, withFaults(withDeadline(makeCarrier(platform, config), config.CARRIER_TIMEOUT_MS), platform.faults)),
  });

/** The simulated carrier with its ledger in shipping's own database. */
export const simulatedCarrier: MakeCarrier = (platform, config) =>
  createSimulatedCarrier(createSimulatorLedger(platform.database, platform.newId), {
    countries: config.SIMULATOR_COUNTRIES,
    latencyMinMs: config.SIMULATOR_LATENCY_MIN_MS,
    latencyMaxMs: config.SIMULATOR_LATENCY_MAX_MS,
    slowMs: config.SIMULATOR_SLOW_MS,
  });

/** The shipping service on the simulated carrier. */
export const shippingService = defineShippingService(simulatedCarrier);

function wire(platform: Platform<ShippingTx>, config: ShippingConfig, carrier: CarrierAdapter): ServiceParts<ShippingTx> {
  const { database, intents, publisher, clock, log } = platform;
  const parts = { carrier, database, intents, publisher, clock, log };
  return {
    routes: shippingRoutes(platform, {
      createShipment: createCreateShipment(platform),
      checkShipment: createCheckShipment(platform, carrier),
      cancelShipment: createCancelShipment(platform),
    }),
    subscriptions: shippingSubscriptions(platform),
    faultOperations,
    intentKinds: [createCreateIntent(parts, config.SHIPMENT_GIVE_UP_MS), createCancelIntent(parts)].map(
      (kind) => kind as IntentKind<never, never, ShippingTx>,
    ),
  };
}
