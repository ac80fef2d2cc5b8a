// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadOrdersConfig } from './config.js';
import { ordersService } from './service.js';

void runService(ordersService, loadOrdersConfig);
