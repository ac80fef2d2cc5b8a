import { runService } from '@sidecart/platform';
import { loadPaymentConfig } from './config.js';
import { paymentService } from './service.js';

void runService(paymentService, loadPaymentConfig);
