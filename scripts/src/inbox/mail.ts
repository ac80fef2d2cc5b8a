import PostalMime, { addressParser, type Address, type Email } from 'postal-mime';

/** What the SMTP dialogue said, apart from the mail itself. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** A mail as lists show it. */
export interface MailSummary {
  /** Rises with each mail. */
  readonly id: string;
  /** ISO instant. */
  readonly receivedAt: string;
  readonly from: string;
  /** Every recipient of the envelope, blind copies included. */
  readonly to: readonly string[];
  readonly subject: string;
}

/** A mail as it is read. */
export interface Mail extends MailSummary {
  readonly text: string;
  /** Undefined where the mail has no such part. */
  readonly html?: string;
  readonly attachments: readonly string[];
  /** The mail as it came. */
  readonly source: string;
}

/** Reads a mail. What cannot be read as one is kept all the same, by its source. */
export async function readMail(id: string, receivedAt: Date, envelope: Envelope, source: Buffer): Promise<Mail> {
  const email = await PostalMime.parse(source).catch((): Partial<Email> => ({}));
  const html = email.html;
  return {
    id,
    receivedAt: receivedAt.toISOString(),
    from: shown(email.from) ?? envelope.from,
    to: envelope.to,
    subject: email.subject ?? '(no subject)',
    text: email.text ?? (html === undefined ? '' : plain(html)),
    ...(html === undefined ? {} : { html }),
    attachments: (email.attachments ?? []).map(({ filename, mimeType }) => filename ?? mimeType),
    source: source.toString('utf8'),
  };
}

/** The bare address, lower case: `Ada <Ada@Example.org>` and `ada@example.org` are one recipient. */
export function bareAddress(text: string): string {
  const [parsed] = addressParser(text, { flatten: true });
  return (parsed?.address ?? text).trim().toLowerCase();
}

function shown(address: Address | undefined): string | undefined {
  if (address?.address === undefined || address.address === '') return undefined;
  return address.name === '' ? address.address : `${address.name} <${address.address}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a person would read of an HTML part: for searching, so it need not be exact. */
function plain(html: string): string {
  return html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
    )
    .replace(/\s+/g, ' ')
    .trim();
}
