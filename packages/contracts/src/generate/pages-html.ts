import { STYLE } from './pages-style';

/** Markup, as opposed to text that has to be escaped. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Builds markup; every value that is not markup itself is escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: strings.map((text, index) => text + (index < values.length ? markupOf(values[index] ?? '') : '')).join('') };
}

function markupOf(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value).replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/** Nothing, where something might have stood. */
export const NOTHING: Html = { markup: '' };

/** A table with a caption; the first cell of each row heads it. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const cells = ([first, ...rest]: readonly Html[]) =>
    html`<tr>
      <th scope="row">${first ?? NOTHING}</th>
      ${rest.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  // Wide tables scroll by themselves, by keyboard too, and not the page.
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`${cells(row)} `)}
      </tbody>
    </table>
  </div>`;
}

/** Text in the type of code. */
export const code = (text: string): Html => html`<code>${text}</code>`;

/** A value as JSON, over several lines. */
export const json = (value: unknown): Html => html`<pre tabindex="0"><code>${JSON.stringify(value, null, 2)}</code></pre>`;

/** Says of a file that it may be overwritten or removed by the next run. */
export const PAGE_MARK = '<meta name="generator" content="contracts generate --pages">';

/** A whole page. It loads nothing, from nowhere. */
export function page(title: string, body: Html, home: boolean): string {
  const back = home ? NOTHING : html`<nav aria-label="Pages"><a href="index.html">All topics</a></nav>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
${PAGE_MARK}
${html`<title>${title}</title>`.markup}
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>${back.markup}</header>
<main id="content">
${body.markup}
</main>
</body>
</html>
`;
}
