import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Logger } from '@sidecart/platform';
import type { MailStore } from './mail-store.js';
import type { Refusals } from './refusals.js';

/** What the SMTP side needs. */
export interface SmtpSettings {
  readonly store: MailStore;
  readonly refusals: Refusals;
  readonly log: Logger;
}

const LARGEST_BYTES = 10 * 1024 * 1024;
/** A client in mid-mail at the end has this long. */
const CLOSE_MS = 5_000;

/** Makes the mail server: it takes every mail for everybody, but for the refusals. A mail it took is on disk. */
export function createSmtp({ store, refusals, log }: SmtpSettings): SMTPServer {
  const server = new SMTPServer({
    name: 'inbox.sidecart.local',
    // A self-made certificate would make every client that sees STARTTLS refuse to go on.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST_BYTES,
    closeTimeout: CLOSE_MS,
    onRcptTo({ address }, _session, callback) {
      const refusal = refusals.take(address);
      if (refusal === undefined) {
        callback();
        return;
      }
      log.info({ code: refusal.code }, 'refused a recipient');
      callback(refused(refusal.code, refusal.code === 451 ? 'try again later' : 'no such mailbox'));
    },
    onData(stream, session, callback) {
      receive(store, stream, session).then(
        (id) => {
          log.info({ mailId: id }, 'received');
          callback(null, `kept as ${id}`);
        },
        (error: unknown) => callback(error as Error),
      );
    },
  });
  // A client that breaks off is no reason to end.
  server.on('error', (error) => log.warn({ err: error }, 'a client broke off'));
  return server;
}

async function receive(store: MailStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw refused(552, `no mail above ${LARGEST_BYTES} bytes`);
  const { mailFrom, rcptTo } = session.envelope;
  const envelope = { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
  const { id } = await store.add(envelope, Buffer.concat(chunks)).catch((error: unknown) => {
    throw refused(451, `the mail could not be kept: ${(error as Error).message}`);
  });
  return id;
}

function refused(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
