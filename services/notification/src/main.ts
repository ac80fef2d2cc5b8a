// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadNotificationConfig } from './config.js';
import { notificationService } from './service.js';

void runService(notificationService, loadNotificationConfig);
