// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadFraudConfig } from './config.js';
import { fraudService } from './service.js';

void runService(fraudService, loadFraudConfig);
