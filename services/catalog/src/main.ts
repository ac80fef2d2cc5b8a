// First, so that instrumentation is in place before what it instruments.
import '@sidecart/platform/register';
import { runService } from '@sidecart/platform';
import { loadCatalogConfig } from './config.js';
import { catalogService } from './service.js';

void runService(catalogService, loadCatalogConfig);
