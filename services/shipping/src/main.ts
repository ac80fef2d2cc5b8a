// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadShippingConfig } from './config.js';
import { shippingService } from './service.js';

void runService(shippingService, loadShippingConfig);
