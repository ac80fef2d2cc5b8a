import type { Logger } from './logging.js';

/** The part of a process this is about. */
type Host = Pick<NodeJS.Process, 'on' | 'removeAllListeners' | 'exit'>;

/**
 * Has what Node.js would print itself written to the log instead, for nobody masks what it prints, and no log reads it: its
 * warnings, and the error nobody caught, which ends the process with 1 as it would otherwise.
 */
export function logLastWords(host: Host, log: Logger): void {
  host.removeAllListeners('warning');
  host.on('warning', (warning) => log.warn({ err: warning }, 'Node.js warns'));
  host.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error was caught by nobody');
    host.exit(1);
  });
}
