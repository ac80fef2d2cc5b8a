// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadPaymentConfig } from './config.js';
import { paymentService } from './service.js';

void runService(paymentService, loadPaymentConfig);
