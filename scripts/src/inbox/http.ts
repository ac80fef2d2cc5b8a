import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { MailQuery, MailStore } from './mail-store.js';
import { listPage, mailPage, missingPage } from './pages.js';
import { faultOfRefusals, type Refusal, type Refusals } from './refusals.js';

/** What the HTTP side needs. */
export interface HttpSettings {
  readonly store: MailStore;
  readonly refusals: Refusals;
}

const DEFAULT_LIMIT = 50;
const HIGHEST_LIMIT = 200;
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A mail runs nothing, loads nothing from elsewhere (a picture there would tell that it was read) and has no origin. */
const MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The pages for a person, the JSON for programs. */
export function createHttp({ store, refusals }: HttpSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(ownNameOnly, (_request, response, next) => {
    response.set({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    next();
  });
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  addPages(app, store);
  addMails(app, store);
  addRefusals(app, refusals);
  app.use((request, response) => problem(response, 404, 'NO_SUCH_ROUTE', `${request.method} ${request.path} is not a route of the inbox`));
  app.use(unforeseen);
  return app;
}

/** A foreign site that has its name point at this machine must not read mails through its visitor's browser. */
const ownNameOnly: RequestHandler = (request, response, next) => {
  if (['127.0.0.1', 'localhost', '[::1]'].includes(request.hostname)) next();
  else problem(response, 403, 'FOREIGN_HOST', 'the inbox answers to localhost only');
};

const unforeseen: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  if (response.headersSent) next(error);
  else problem(response, error.status ?? 500, 'REQUEST_FAILED', 'the request could not be carried out');
};

function addPages(app: Express, store: MailStore): void {
  const send = (response: Response, status: number, page: string): void =>
    void response.status(status).set('content-security-policy', PAGE_POLICY).type('html').send(page);
  app.get('/', (request, response) => {
    const query = { q: one(request, 'q'), after: one(request, 'after'), limit: DEFAULT_LIMIT };
    send(response, 200, listPage(store.list(query), query.q ?? ''));
  });
  app.get('/read/:id', async (request: Request, response: Response) => {
    const mail = await store.find(String(request.params['id']));
    if (mail === undefined) send(response, 404, missingPage());
    else send(response, 200, mailPage(mail));
  });
}

function addMails(app: Express, store: MailStore): void {
  app.get('/mails', (request, response) => {
    const query = queryOf(request);
    if (typeof query === 'string') problem(response, 400, 'INVALID_INPUT', query);
    else response.json(store.list(query));
  });
  app.delete('/mails', async (_request, response) => {
    await store.clear();
    response.status(204).end();
  });
  app.get('/mails/:id{/:part}', async (request: Request, response: Response) => {
    const { id, part } = request.params as { id: string; part?: string };
    const mail = await store.find(id);
    if (mail === undefined) problem(response, 404, 'NOT_FOUND', `there is no mail ${id}`);
    else if (part === undefined) response.json(mail);
    else if (part === 'source') response.type('text/plain').send(mail.source);
    else if (part === 'html' && mail.html !== undefined) {
      // Links open beside the inbox: the frame itself can show no other page.
      response.set('content-security-policy', MAIL_POLICY).type('html').send(`<base target="_blank">${mail.html}`);
    } else problem(response, 404, 'NOT_FOUND', `mail ${id} has no part ${part}`);
  });
}

function addRefusals(app: Express, refusals: Refusals): void {
  const show = (response: Response): void => void response.json({ refusals: refusals.list() });
  app.get('/refusals', (_request, response) => show(response));
  app.put('/refusals', express.json(), (request, response) => {
    const given = (request.body as { refusals?: unknown } | undefined)?.refusals;
    const fault = faultOfRefusals(given);
    if (fault !== undefined) {
      problem(response, 400, 'INVALID_INPUT', fault);
      return;
    }
    refusals.replace(given as readonly Refusal[]);
    show(response);
  });
  app.delete('/refusals', (_request, response) => {
    refusals.replace([]);
    response.status(204).end();
  });
}

function queryOf(request: Request): MailQuery | string {
  const limit = Number(one(request, 'limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT) return `limit must be an integer from 1 to ${HIGHEST_LIMIT}`;
  return { to: one(request, 'to'), q: one(request, 'q'), after: one(request, 'after'), limit };
}

function one(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function problem(response: Response, status: number, code: string, detail: string): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ title: code, status, code, detail }));
}
