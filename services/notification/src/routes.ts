import { NotFound, route, type Platform, type Route } from '@sidecart/platform';
import { mailAnswer, mailPageAnswer } from './answers.js';
import { readForce, readMailQuery } from './mail-query.js';
import type { RenderMail } from './mail-templates.js';
import type { NotificationTx } from './store/client.js';
import { findMail, listMails } from './store/mail-store.js';
import type { ResendMail } from './use-cases/resend-mail.js';

/** What the routes call. */
export interface UseCases {
  readonly render: RenderMail;
  readonly resendMail: ResendMail;
}

const one = { path: '/mails/:id', uuidParams: ['id'], access: 'admin' } as const;
const idOf = ({ params }: { params: Readonly<Record<string, string>> }): string => params['id'] ?? '';

/** Notification's HTTP interface, for operators only: path → use case. */
export function notificationRoutes({ database }: Platform<NotificationTx>, { render, resendMail }: UseCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/mails',
      access: 'admin',
      handle: async ({ query }) => {
        const wanted = readMailQuery(query);
        return mailPageAnswer(await database.transaction((tx) => listMails(tx, { ...wanted, limit: wanted.limit + 1 })), wanted.limit);
      },
    }),
    route({
      ...one,
      method: 'get',
      handle: async (request) => {
        const mail = await database.transaction((tx) => findMail(tx, idOf(request)));
        if (mail === undefined) throw new NotFound('mail', idOf(request));
        return mailAnswer(mail, render(mail.kind, mail.content, mail.orderNumber));
      },
    }),
    route({
      ...one,
      method: 'post',
      path: `${one.path}/resend`,
      handle: async (request) => mailAnswer(await resendMail(idOf(request), readForce(request.query)), undefined, 202),
    }),
  ];
}
