import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareAddress, readMail, type Envelope, type Mail, type MailSummary } from './mail.js';

/** Which mails are asked for. */
export interface MailQuery {
  /** Only to this address. */
  readonly to?: string | undefined;
  /** Only with this in recipients, sender, subject or text; upper and lower case are one. */
  readonly q?: string | undefined;
  readonly limit: number;
  /** Only older ones than this. */
  readonly after?: string | undefined;
}

/** One page, newest first; `next` is the `after` of the next page, null on the last. */
export interface MailPage {
  readonly total: number;
  readonly items: readonly MailSummary[];
  readonly next: string | null;
}

/** The mails received. */
export interface MailStore {
  /** Resolves once the mail is on disk. */
  add(envelope: Envelope, source: Buffer): Promise<MailSummary>;
  list(query: MailQuery): MailPage;
  find(id: string): Promise<Mail | undefined>;
  clear(): Promise<void>;
}

interface Known {
  readonly summary: MailSummary;
  /** What a search looks through, lower case. */
  readonly words: string;
}

const DIGITS = 12;
const MOST_WORDS = 20_000;

/** Opens the folder of an inbox, which keeps the newest `most` mails, one file each. */
export function openMailStore(directory: string, most = 10_000): MailStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fileOf = (id: string): string => join(directory, `${id}.json`);
  const mails = loadKnown(directory);
  let last = Number([...mails.keys()].at(-1) ?? 0);
  const forget = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) mails.delete(id);
    await Promise.all(ids.map((id) => rm(fileOf(id), { force: true })));
  };
  return {
    async add(envelope, source) {
      const id = String((last += 1)).padStart(DIGITS, '0');
      const mail = await readMail(id, new Date(), envelope, source);
      // Whole or not at all, whatever ends this process.
      await writeFile(`${fileOf(id)}.new`, JSON.stringify(mail), { mode: 0o600 });
      await rename(`${fileOf(id)}.new`, fileOf(id));
      mails.set(id, known(mail));
      if (mails.size > most) await forget([...mails.keys()].sort().slice(0, mails.size - most));
      return summaryOf(mail);
    },
    list: (query) => page([...mails.values()], query),
    async find(id) {
      return mails.has(id) ? (JSON.parse(await readFile(fileOf(id), 'utf8')) as Mail) : undefined;
    },
    clear: () => forget([...mails.keys()]),
  };
}

function loadKnown(directory: string): Map<string, Known> {
  const mails = new Map<string, Known>();
  for (const name of readdirSync(directory).sort()) {
    if (!/^\d+\.json$/.test(name)) continue;
    const mail = readOrSkip(join(directory, name));
    if (mail !== undefined) mails.set(mail.id, known(mail));
  }
  return mails;
}

function readOrSkip(path: string): Mail | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Mail;
  } catch {
    // Spoilt by somebody's hand: it must not keep the others from being read.
    return undefined;
  }
}

function known(mail: Mail): Known {
  const words = [...mail.to, mail.from, mail.subject, mail.text].join('\n').slice(0, MOST_WORDS).toLowerCase();
  return { summary: summaryOf(mail), words };
}

function summaryOf({ id, receivedAt, from, to, subject }: Mail): MailSummary {
  return { id, receivedAt, from, to, subject };
}

function page(mails: readonly Known[], { to, q, limit, after }: MailQuery): MailPage {
  const recipient = to === undefined ? undefined : bareAddress(to);
  const wanted = q?.toLowerCase() ?? '';
  const found = mails
    .filter(({ summary, words }) => words.includes(wanted) && (recipient === undefined || summary.to.some((one) => bareAddress(one) === recipient)))
    .map(({ summary }) => summary)
    .sort((one, other) => other.id.localeCompare(one.id));
  const rest = after === undefined ? found : found.filter(({ id }) => id < after);
  const items = rest.slice(0, limit);
  return { total: found.length, items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
}
