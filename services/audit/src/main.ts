// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadAuditConfig } from './config.js';
import { auditService } from './service.js';

void runService(auditService, loadAuditConfig);
