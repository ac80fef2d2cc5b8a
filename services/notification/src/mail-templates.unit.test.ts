import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createService } from '@sidecart/platform';
import { fakeDapr } from '@sidecart/platform/testing';
import { loadNotificationConfig } from './config';
import { mailKinds, type MailContent } from './domain/mail';
import { loadTemplates } from './mail-templates';
import { defineNotificationService } from './service';

const TEMPLATES = join(__dirname, '..', 'templates');
const render = loadTemplates(TEMPLATES);

const everything: MailContent = {
  items: [
    { sku: 'MUG-BLUE', quantity: 2 },
    { sku: 'TEA.1', quantity: 1 },
  ],
  total: { minor: 3025, currency: 'EUR' },
  reasonCode: 'OUT_OF_STOCK',
  carrier: 'Parcel Line',
  trackingNumber: 'PL123456789',
};

describe.each(mailKinds)('the mail %s', (kind) => {
  test('when everything is known, then subject, HTML and plain text name the order, inside the shared layout', () => {
    const { subject, html, text } = render(kind, everything, 'OR-00000042');
    for (const part of [subject, html, text]) expect(part).toContain('OR-00000042');
    expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect(html).toContain(`<title>${subject}</title>`);
    for (const part of [html, text]) expect(part).toContain('because of your order OR-00000042');
    expect(text).not.toMatch(/[<>{}]|&\w+;/);
    expect(html).not.toMatch(/[{}]{2}/);
    for (const part of [html, text]) expect(part).toContain('MUG-BLUE');
  });

  test('when nothing is known but the order, then nothing is empty, undefined or null', () => {
    const { subject, html, text } = render(kind, {}, 'OR-00000042');
    for (const part of [subject, html, text]) expect(part).not.toMatch(/undefined|null|NaN|\(\)/);
    expect(html).not.toContain('<li>');
  });

  test('when values hold mark-up, line ends or anything else, then no element, attribute or header comes of it', () => {
    const evil = fc.oneof(
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{orderNumber}}', "a'b&c", 'x\r\nBcc: eve@example.com'),
      fc.string(),
    );
    const plain = render(kind, everything, 'N');
    const tagsOf = (html: string) => html.match(/<[^>]*>/g)?.filter((tag) => !tag.startsWith('<style')) ?? [];
    fc.assert(
      fc.property(evil, evil, evil, (orderNumber, carrier, trackingNumber) => {
        fc.pre([orderNumber, carrier, trackingNumber].every((value) => value.trim() !== ''));
        const { subject, html } = render(kind, { ...everything, carrier, trackingNumber }, orderNumber);
        expect(tagsOf(html)).toEqual(tagsOf(plain.html));
        expect(subject).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

test('when a mail is about money and goods, then it says them as people do', () => {
  const { html, text } = render('order_completed', everything, 'OR-1');
  expect(html).toContain('<li>2 × MUG-BLUE</li>');
  expect(html).toContain('Parcel Line brings it under the tracking number <strong>PL123456789</strong>');
  expect(text).toContain('You paid €30.25.');
  expect(render('shipment_created', everything, 'OR-1').text).toContain('Its tracking number is PL123456789.');
  expect(render('order_failed', everything, 'OR-1').text).toContain('no longer in stock');
});

describe('templates that are broken', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(TEMPLATES, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const breaking = (file: string, source: string) => {
    writeFileSync(join(folder, file), source);
    return () => loadTemplates(folder);
  };

  test.each([
    ['a tag is not closed', 'order_failed/html.hbs', '<p>\n{{#if total}}\n', /order_failed\/html\.hbs:\d: /],
    ['a block is closed as another', 'order_failed/text.hbs', 'a\n\n{{#if total}}{{/each}}', /order_failed\/text\.hbs:3: /],
    ['a name is mistyped', 'payment_failed/subject.hbs', 'one\n{{orderNo}}', /payment_failed\/subject\.hbs:2: nobody fills in "orderNo"/],
    [
      'a name in a condition is mistyped',
      'payment_failed/html.hbs',
      '\n\n\n{{#if totle}}x{{/if}}',
      /payment_failed\/html\.hbs:4: nobody fills in "totle"/,
    ],
    ['a helper does not exist', 'layout/text.hbs', '{{content}}\n{{shout subject}}', /layout\/text\.hbs:2: nobody fills in "shout"/],
    ['a value is not escaped', 'shipment_created/html.hbs', '<b>\n{{{carrier}}}</b>', /shipment_created\/html\.hbs:2: values are escaped/],
    ['a partial is asked for', 'order_completed/html.hbs', '\n{{> footer}}', /order_completed\/html\.hbs:2: there are no partials/],
    ['a block partial is asked for', 'order_completed/html.hbs', '\n{{#> footer}}{{/footer}}', /order_completed\/html\.hbs:2: there are no partials/],
    ['an item is named outside the items', 'order_completed/html.hbs', '\n{{sku}}', /order_completed\/html\.hbs:2: "sku" not defined/],
  ])('when %s, then the start is stopped with file and line', (_what, file, source, message) => {
    expect(breaking(file, source)).toThrow(message);
  });

  test('when a file is missing or a folder belongs to no mail, then the start is stopped and names it', () => {
    rmSync(join(folder, 'order_cancelled', 'text.hbs'));
    expect(() => loadTemplates(folder)).toThrow(/order_cancelled\/text\.hbs: ENOENT/);
    cpSync(TEMPLATES, folder, { recursive: true });
    mkdirSync(join(folder, 'order_canceled'));
    expect(() => loadTemplates(folder)).toThrow(/order_canceled: there is no mail of this kind/);
  });

  test('when a service has a broken template, then it is not made', () => {
    writeFileSync(join(folder, 'order_failed', 'html.hbs'), '{{');
    const config = loadNotificationConfig({
      ...{ APP_PORT: '4110', DAPR_HTTP_PORT: '4210', NOTIFICATION_DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing' },
      ...{ APP_API_TOKEN: 'token-of-the-sidecar', ADMIN_TOKEN: 'token-of-the-operator', LOG_LEVEL: 'silent' },
    });
    expect(() => createService(defineNotificationService(folder), config, { dapr: fakeDapr() })).toThrow(/order_failed\/html\.hbs:1: /);
  });
});

test('when templates are read by people, then there is one line a subject', () => {
  for (const kind of mailKinds)
    expect(
      readFileSync(join(TEMPLATES, kind, 'subject.hbs'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(1);
});
