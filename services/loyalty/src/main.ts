// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadLoyaltyConfig } from './config.js';
import { loyaltyService } from './service.js';

void runService(loyaltyService, loadLoyaltyConfig);
