import { registry } from '@sidecart/contracts';
import { defineService } from '@sidecart/platform';
import type { CustomersConfig } from './config.js';
import { customersRoutes } from './routes.js';
import { createClient, type CustomersTx } from './store/client.js';
import { createCheckEligibility, faultOperations } from './use-cases/check-eligibility.js';
import { createCustomers } from './use-cases/change-customer.js';

/** Customers: who buys, and whose orders are taken. */
export const customersService = defineService<CustomersTx, CustomersConfig>({
  name: 'customers',
  contracts: registry,
  createClient,
  wire: (platform) => ({
    routes: customersRoutes({ customers: createCustomers(platform), checkEligibility: createCheckEligibility(platform) }),
    faultOperations,
  }),
});
