import { runService } from '@sidecart/platform';
import { loadOrdersConfig } from './config.js';
import { ordersService } from './service.js';

void runService(ordersService, loadOrdersConfig);
