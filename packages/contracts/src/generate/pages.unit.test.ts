import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topologyOf } from '../review/topology';
import { pagesOf } from './pages';
import { writePages } from './pages-files';
import { flowDiagram } from './pages-flow';
import { html } from './pages-html';
import { readSources } from './sources';

const repository = join(__dirname, '../../../..');
const sources = readSources(join(repository, 'json-schema'));
const pages = pagesOf({ root: repository, sources, topology: topologyOf(repository, 'json-schema', []) });
const cart = (pages.get('checkout.cart.updated.html') ?? '').replace(/>\s+</g, '><');

test('when pages are made, then there is an index that links to a page for every topic', () => {
  const topics = Object.keys(sources.catalog).sort();
  expect([...pages.keys()]).toEqual(['index.html', ...topics.map((topic) => `${topic}.html`)]);
  for (const topic of topics) expect(pages.get('index.html')).toContain(`<a href="${topic}.html">${topic}</a>`);
});

test('when a topic has two versions, then its page shows both, their examples and what lies between them', () => {
  for (const id of ['v1.0', 'v1.1', 'diff-1.0-1.1']) expect(cart).toContain(`<h3 id="${id}">`);
  expect(cart).toContain('<a href="#diff-1.0-1.1">1.0 → 1.1</a>');
  expect(cart).toMatch(/<code>pieces<\/code><\/th><td><span class="good">\+ added/);
  expect(cart).toContain('OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL');
  expect(cart).toContain('compatible, leniently');
  expect(cart).toContain('&quot;MUG-BLUE&quot;');
});

test('when a property refers to a shared model, then the properties of the model are shown below it', () => {
  expect(cart).toContain('<code>items[].unitPrice.minor</code>');
});

test.each([...pages.keys()])('when %s is opened without a network, then it asks for nothing and every link leads somewhere', (name) => {
  const page = pages.get(name) ?? '';
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(\s*['"]?(?!#)/);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
  for (const href of links) {
    if (href.startsWith('#')) expect(page).toContain(`id="${href.slice(1)}"`);
    else expect(pages.has(href)).toBe(true);
  }
});

test.each([...pages.keys()])('when %s is read aloud, then it has a language, one main heading, named tables and a picture in words', (name) => {
  const page = pages.get(name) ?? '';
  expect(page).toMatch(/<html lang="en">/);
  expect(page.match(/<h1/g)).toHaveLength(1);
  expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length);
  expect(page).toMatch(/<svg class="flow"[^>]* role="img" aria-label="[^"]+ from [^"]+ to [^"]+"/);
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('when text holds markup, then it is escaped wherever it stands', () => {
  expect(html`<p title="${'"><script>'}">${'<b>&</b>'}</p>`.markup).toBe('<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&lt;/b&gt;</p>');
});

test('when nobody consumes a topic, then the drawing still shows it', () => {
  const { markup } = flowDiagram({ title: 'Flow', topics: [{ name: 'shop.door.opened', producers: ['shop'], consumers: [] }] });
  expect(markup).toContain('from shop to nobody');
  expect(markup.match(/<rect/g)).toHaveLength(2);
});

test('when pages are written over those of an earlier run, then what is no page stays and what is no topic any more goes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  try {
    writePages(
      new Map([
        ['index.html', cart],
        ['gone.html', cart],
      ]),
      folder,
    );
    writeFileSync(join(folder, 'mine.html'), 'by hand');
    expect(writePages(new Map([['index.html', cart]]), folder)).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['index.html', 'mine.html']);
    expect(existsSync(join(folder, 'gone.html'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
