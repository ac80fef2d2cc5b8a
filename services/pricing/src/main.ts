// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadPricingConfig } from './config.js';
import { pricingService } from './service.js';

void runService(pricingService, loadPricingConfig);
