/**
 * What became of a mail the binding did not say was sent. `refused` is for good: the same mail to the same address has no
 * chance. `unknown` may have been delivered all the same, and is tried again.
 */
export interface SmtpFailure {
  readonly type: 'refused' | 'unknown';
  /** What the mail server or the network said. */
  readonly detail: string;
}

/** The reply to the sender, a recipient or the mail itself. What is said before is about the connection. */
const REPLY = /could not send email \d+: (\d{3})\b/;
const BAD_ADDRESS = /could not send email \d+: gomail: invalid address/;
/** They ask for a login, so they say nothing of the mail. */
const ABOUT_THE_LOGIN = new Set(['530', '534', '535', '538']);
const LONGEST_DETAIL = 200;

/** Reads the message of a failed call of the SMTP binding: the sidecar has no other sign for what the mail server said. */
export function readSmtpFailure(message: string): SmtpFailure {
  const reply = REPLY.exec(message)?.[1];
  const refused = BAD_ADDRESS.test(message) || (reply?.startsWith('5') === true && !ABOUT_THE_LOGIN.has(reply));
  return { type: refused ? 'refused' : 'unknown', detail: detailOf(message) };
}

/** What was said, without the layers it came through: the sidecar's own words and those of JSON. */
function detailOf(message: string): string {
  const said = message.split(/sending email failed: (?:gomail: could not send email \d+: )?/);
  // A message cut short may end within an address, which could not be told for one any more.
  const whole = said.length === 1 || message.endsWith('}') ? said.at(-1) : said.at(-1)?.replace(/\S*$/, '');
  const plain = (whole ?? '').replace(/"?\}$/, '').replace(/\\u00([0-9a-f]{2})|\\(.)/g, unescaped);
  return plain.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL);
}

const unescaped = (_escape: string, code: string | undefined, letter: string | undefined): string =>
  code === undefined ? (letter === 'n' || letter === 'r' || letter === 't' ? ' ' : (letter ?? '')) : String.fromCharCode(parseInt(code, 16));
