import type { ApiResponse } from '@sidecart/platform';
import type { Mail } from './domain/mail.js';
import type { RenderedMail } from './mail-templates.js';

/** One mail as it stands and, where asked for, as it reads. */
export const mailAnswer = (mail: Mail, rendered?: RenderedMail, status = 200): ApiResponse => ({
  status,
  body: { ...mailBody(mail), ...rendered },
});

/** One page of mails; `next` is the `after` of the following page, null on the last. */
export function mailPageAnswer(rows: readonly Mail[], limit: number): ApiResponse {
  const page = rows.slice(0, limit);
  return { status: 200, body: { items: page.map(mailBody), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null } };
}

function mailBody({ id, orderId, orderNumber, customerId, kind, status, reason, round, createdAt, sentAt }: Mail) {
  const known = {
    ...(orderNumber === undefined ? {} : { orderNumber }),
    ...(customerId === undefined ? {} : { customerId }),
    ...(reason === undefined ? {} : { reason }),
    ...(sentAt === undefined ? {} : { sentAt: sentAt.toISOString() }),
  };
  return { id, orderId, kind, status, round, createdAt: createdAt.toISOString(), ...known };
}
