import { html, Html } from './html.js';
import type { Mail, MailSummary } from './mail.js';
import type { MailPage } from './mail-store.js';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 64rem; margin: 0 auto; padding: 1rem; }
  form { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin: 1rem 0; }
  input, button { font: inherit; padding: .35rem .6rem; }
  input { min-width: min(20rem, 60vw); }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; overflow-wrap: anywhere; }
  dd { margin: 0; }
  iframe { width: 100%; height: 32rem; border: 1px solid; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  @media (max-width: 40rem) { .from { display: none; } }`;

function layout(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.text;
}

/** The list of mails, newest first. */
export function listPage({ items, total, next }: MailPage, q: string): string {
  const found = total === 1 ? '1 mail' : `${total} mails`;
  return layout(
    'Inbox',
    html`<h1>Inbox</h1>
      <form role="search">
        <label>Recipient or text<br /><input type="search" name="q" value="${q}" /></label>
        <button>Search</button>
        <a href="/">Newest</a>
      </form>
      <p role="status">${q === '' ? found : `${found} with “${q}”`}</p>
      ${items.length === 0 ? empty(q) : table(items)}
      ${next === null ? '' : html`<p><a rel="next" href="/?${new URLSearchParams({ q, after: next }).toString()}">Older</a></p>`}`,
  );
}

function empty(q: string): Html {
  if (q !== '') return html`<p>No mail has this in its recipients, sender, subject or text. <a href="/">Show all</a></p>`;
  return html`<p>No mail has come yet. Every mail the local run sends lands here; place an order, and one will.</p>`;
}

function table(items: readonly MailSummary[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Received</th>
        <th scope="col">To</th>
        <th scope="col">Subject</th>
        <th scope="col" class="from">From</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        ({ id, receivedAt, to, subject, from }) =>
          html`<tr>
            <td>${time(receivedAt)}</td>
            <td>${to.join(', ')}</td>
            <td><a href="/read/${id}">${subject}</a></td>
            <td class="from">${from}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** One mail. Its HTML part is shown in a frame that may run nothing and belongs to no origin. */
export function mailPage(mail: Mail): string {
  const { id, subject, attachments } = mail;
  return layout(
    subject,
    html`<p><a href="/">Inbox</a></p>
      <h1>${subject}</h1>
      <dl>
        <dt>From</dt>
        <dd>${mail.from}</dd>
        <dt>To</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>Received</dt>
        <dd>${time(mail.receivedAt)}</dd>
        ${
          attachments.length === 0
            ? ''
            : html`<dt>Attached</dt>
                <dd>${attachments.join(', ')}</dd>`
        }
      </dl>
      ${
        mail.html === undefined
          ? html`<pre>${mail.text}</pre>`
          : html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${id}/html"></iframe>`
      }
      <p><a href="/mails/${id}/source">Source</a> · <a href="/mails/${id}">JSON</a></p>`,
  );
}

/** Where a page is not. */
export function missingPage(): string {
  return layout(
    'Not found',
    html`<h1>Not found</h1>
      <p>There is no such mail, or it was too old to be kept. <a href="/">Inbox</a></p>`,
  );
}

function time(instant: string): Html {
  return html`<time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
