// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadCheckoutConfig } from './config.js';
import { checkoutService } from './service.js';

void runService(checkoutService, loadCheckoutConfig);
