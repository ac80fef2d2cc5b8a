import { topics } from '@sidecart/contracts';
import { on, type Subscription } from '@sidecart/platform';
import { createOnAnyEvent } from './handlers/on-any-event.js';
import type { AuditTx } from './store/client.js';

/** All there are: a new topic is archived from the moment its contract exists. */
export const auditSubscriptions = (retentionDays: number): Subscription<AuditTx>[] =>
  Object.values(topics).map((topic) => on(topic, createOnAnyEvent(retentionDays)));
