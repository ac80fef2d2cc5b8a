// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadWarehouseConfig } from './config.js';
import { warehouseService } from './service.js';

void runService(warehouseService, loadWarehouseConfig);
