// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadAnalyticsConfig } from './config.js';
import { analyticsService } from './service.js';

void runService(analyticsService, loadAnalyticsConfig);
