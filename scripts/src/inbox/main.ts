import { createServer } from 'node:http';
import { createLogger } from '@sidecart/platform';
import { createHttp } from './http.js';
import { openMailStore } from './mail-store.js';
import { createRefusals } from './refusals.js';
import { createSmtp } from './smtp.js';

const LOOPBACK = '127.0.0.1';
const log = createLogger({ service: 'inbox', level: process.env['LOG_LEVEL'] ?? 'info' });

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is required`);
  return value;
}

const store = openMailStore(setting('INBOX_DIRECTORY'));
const refusals = createRefusals();
const smtp = createSmtp({ store, refusals, log });
const http = createServer(createHttp({ store, refusals }));

/** Mails and requests under way end first. */
function stop(): void {
  http.close();
  http.closeIdleConnections();
  smtp.close(() => {
    http.closeAllConnections();
    process.exit(0);
  });
}

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Health is asked over HTTP: it listens only once mails are taken.
smtp.listen(Number(setting('INBOX_SMTP_PORT')), LOOPBACK, () => {
  http.listen(Number(setting('INBOX_HTTP_PORT')), LOOPBACK, () => log.info('listening'));
});
// A port that is taken: the stack starts the process again, and tells the end of this log when that does not help.
smtp.server.once('error', (error) => fail(error));
http.once('error', (error) => fail(error));

function fail(error: Error): void {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
