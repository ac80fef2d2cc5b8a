import { join } from 'node:path';
import { registry } from '@sidecart/contracts';
import { defineService, type IntentKind, type Platform, type ServiceParts } from '@sidecart/platform';
import type { NotificationConfig } from './config.js';
import { createPostMail } from './intents/post-mail.js';
import { createSendMailIntent, sendMailKind } from './intents/send-mail-intent.js';
import { loadTemplates } from './mail-templates.js';
import { notificationRoutes } from './routes.js';
import { createClient, type NotificationTx } from './store/client.js';
import { notificationSubscriptions } from './subscriptions.js';
import { createRecordMails } from './use-cases/record-mails.js';
import { createResendMail } from './use-cases/resend-mail.js';

/** Beside `src` and `dist`, so that both find it. */
const TEMPLATES = join(__dirname, '..', 'templates');
/** The part of a lease the platform leaves to a call; in the rest its outcome is committed. */
const CALL_SHARE = 0.8;

/** The notification service on a folder of templates. */
export const defineNotificationService = (templates: string) =>
  defineService<NotificationTx, NotificationConfig>({
    name: 'notification',
    contracts: registry,
    createClient,
    wire: (platform, config) => wire(platform, config, templates),
  });

/** Notification: the mails to whoever bought. */
export const notificationService = defineNotificationService(TEMPLATES);

function wire(platform: Platform<NotificationTx>, config: NotificationConfig, templates: string): ServiceParts<NotificationTx> {
  const render = loadTemplates(templates);
  const post = createPostMail(platform.dapr, { from: config.MAIL_FROM, timeoutMs: config.SMTP_TIMEOUT_MS });
  const sendMail = createSendMailIntent({
    ...{ platform, render, post, retryForMs: config.MAIL_RETRY_FOR_MS },
    callMs: config.INTENT_LEASE_MS * CALL_SHARE,
  });
  return {
    routes: notificationRoutes(platform, { render, resendMail: createResendMail(platform) }),
    subscriptions: notificationSubscriptions(createRecordMails(platform, config.MAIL_MAX_AGE_MS)),
    faultOperations: [sendMailKind],
    intentKinds: [sendMail as IntentKind<never, never, NotificationTx>],
  };
}
