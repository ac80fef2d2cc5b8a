// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadCustomersConfig } from './config.js';
import { customersService } from './service.js';

void runService(customersService, loadCustomersConfig);
