import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { mailKinds, type MailContent, type MailKind } from './domain/mail.js';
import { viewOf, type MailView } from './domain/mail-view.js';
import { checkTemplate, TemplateError } from './template-check.js';

/** A mail as people read it. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  /** The same without mark-up. */
  readonly text: string;
}

/** Writes mails. */
export type RenderMail = (kind: MailKind, content: MailContent, orderNumber: string | undefined) => RenderedMail;

type Part = keyof RenderedMail;
type Fill = (view: object) => string;

const LAYOUT = 'layout';
const LAYOUT_NAMES = ['subject', 'content'];

/**
 * Compiles every template of `folder`, one folder a kind and one with the layout around all of them, and writes each mail
 * once with everything known and once with nothing. Throws TemplateError with file and line of one that is broken.
 */
export function loadTemplates(folder: string): RenderMail {
  const layout = { html: read(folder, LAYOUT, 'html', LAYOUT_NAMES), text: read(folder, LAYOUT, 'text', LAYOUT_NAMES) };
  const kinds = new Map(mailKinds.map((kind) => [kind, readKind(folder, kind)]));
  refuseStrangers(folder);
  const render = (kind: MailKind, view: MailView): RenderedMail => {
    const fill = kinds.get(kind) as Record<Part, Fill>;
    // One line, whatever was filled in: it becomes a header.
    const subject = fill.subject(view).replace(/\s+/g, ' ').trim();
    const around = (part: 'html' | 'text'): string => layout[part]({ ...view, subject, content: fill[part](view).trimEnd() });
    return { subject, html: around('html'), text: around('text') };
  };
  for (const kind of mailKinds) for (const example of EXAMPLES) render(kind, example);
  return (kind, content, orderNumber) => render(kind, viewOf(content, orderNumber));
}

const readKind = (folder: string, kind: MailKind): Record<Part, Fill> => ({
  subject: read(folder, kind, 'subject'),
  html: read(folder, kind, 'html'),
  text: read(folder, kind, 'text'),
});

/** Only HTML is escaped: in a subject or a plain text there is nothing a value could break out of. */
function read(folder: string, name: string, part: Part, extraNames: readonly string[] = []): Fill {
  const file = join(folder, name, `${part}.hbs`);
  const source = readSource(file);
  checkTemplate(file, source, extraNames);
  const fill = Handlebars.compile<object>(source, { strict: true, knownHelpersOnly: true, noEscape: part !== 'html' });
  return (view) => {
    try {
      return fill(view);
    } catch (error) {
      throw new TemplateError(file, undefined, error as Error);
    }
  };
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TemplateError(file, undefined, error as Error);
  }
}

/** A folder that belongs to no kind would never be used; most likely its name is mistyped. */
function refuseStrangers(folder: string): void {
  const known = new Set<string>([...mailKinds, LAYOUT]);
  const stranger = readdirSync(folder).find((name) => !known.has(name));
  if (stranger !== undefined) throw new TemplateError(join(folder, stranger), undefined, new Error('there is no mail of this kind'));
}

const EXAMPLES: readonly MailView[] = [
  {
    orderNumber: 'OR-00000042',
    items: [{ sku: 'MUG-BLUE', quantity: 2 }],
    total: '€30.25',
    reason: 'Something you ordered is no longer in stock.',
    carrier: 'Parcel Line',
    trackingNumber: 'PL123456789',
  },
  viewOf({}, undefined),
];
