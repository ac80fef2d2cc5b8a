import { join } from 'node:path';
import { ManagedProcess } from './managed-process.js';
import { createPart, type Part } from './part.js';
import { makeDirectory, projectRoot } from './paths.js';
import type { PidFile } from './pid-file.js';
import type { StackPorts } from './ports.js';

/** The mail server of a stack: it keeps what is sent, and shows it at `url`. */
export type Inbox = Part & { readonly smtpPort: number };

/** Makes the controls of a stack's own mail server; its mails are kept in the stack's folder. */
export function createInbox(settings: { readonly directory: string; readonly ports: StackPorts; readonly pids: PidFile }): Inbox {
  const { directory, ports, pids } = settings;
  const spec = {
    name: 'inbox',
    command: [process.execPath, '--enable-source-maps', join(projectRoot, 'scripts', 'dist', 'inbox', 'main.js')],
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      INBOX_DIRECTORY: makeDirectory(join(directory, 'inbox')),
      INBOX_SMTP_PORT: String(ports.smtp),
      INBOX_HTTP_PORT: String(ports.inbox),
    },
    logFile: join(directory, 'logs', 'inbox.log'),
    restart: true,
  };
  const part = createPart({
    name: 'inbox',
    url: `http://127.0.0.1:${ports.inbox}`,
    process: new ManagedProcess(() => spec, pids),
    alivePath: '/healthz',
    readyPaths: ['/healthz'],
  });
  return Object.assign(part, { smtpPort: ports.smtp });
}
