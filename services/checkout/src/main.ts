import { runService } from '@sidecart/platform';
import { loadCheckoutConfig } from './config.js';
import { checkoutService } from './service.js';

void runService(checkoutService, loadCheckoutConfig);
