import { Unavailable, type DaprClient } from '@sidecart/platform';
import { readSmtpFailure, type SmtpFailure } from '../domain/smtp-failure.js';
import type { RenderedMail } from '../mail-templates.js';
import { createTurns } from './turns.js';

/** One mail to one address; `msLeft` says how long its sender still has for it, milliseconds. */
export interface Letter {
  readonly to: string;
  readonly mail: RenderedMail;
  readonly msLeft: () => number;
}

/** Hands a mail to the SMTP binding; resolves to undefined once it is sent. Throws TooLate when no time is left to send it. */
export type PostMail = (letter: Letter) => Promise<SmtpFailure | undefined>;

/** What is left must do for a mail server that answers; otherwise the mail has its turn in a later round. */
const SHORTEST_MS = 1_000;
const BINDING = 'smtp';

/** The mail was not given to the sidecar: its turn came too late. */
export class TooLate extends Unavailable {
  constructor() {
    super('NO_TIME_LEFT', 'what came before this mail took all the time there was');
  }
}

/**
 * Makes it, for one sidecar. One mail at a time: the binding keeps recipient and subject of a call where every call of
 * that sidecar sees them, so two at once can give one customer's mail to another.
 */
export function createPostMail(dapr: DaprClient, settings: { readonly from: string; readonly timeoutMs: number }): PostMail {
  const inTurn = createTurns();
  return ({ to, mail, msLeft }) =>
    inTurn(async () => {
      const left = msLeft();
      if (left < SHORTEST_MS) throw new TooLate();
      const metadata = { emailTo: to, emailFrom: settings.from, subject: mail.subject };
      const request = { operation: 'create', data: mail.html, metadata, deadlineMs: Math.min(settings.timeoutMs, left) };
      try {
        await dapr.invokeBinding(BINDING, request);
        return undefined;
      } catch (error) {
        return readSmtpFailure((error as Error).message);
      }
    });
}
