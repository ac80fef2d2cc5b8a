import { emitScopes, scopeMetadata, scopesOf } from './scopes';

const entry = { owner: 'shop', key: '/id', retentionDays: 30, compatibility: 'FULL_TRANSITIVE', description: 'x' };
const catalog = { 'shop.door.opened': entry, 'shop.door.closed': entry };
const topology = {
  producers: new Map([
    ['shop.door.opened', ['shop']],
    ['shop.door.closed', ['shop']],
  ]),
  consumers: new Map([['shop.door.opened', ['alarm']]]),
};

test('when services publish and consume, then each is granted that, and nobody else anything', () => {
  expect(scopeMetadata(scopesOf({ catalog }, topology))).toEqual([
    { name: 'allowedTopics', value: 'shop.door.closed,shop.door.opened' },
    { name: 'protectedTopics', value: 'shop.door.closed,shop.door.opened' },
    { name: 'publishingScopes', value: 'alarm=;shop=shop.door.closed,shop.door.opened' },
    { name: 'subscriptionScopes', value: 'alarm=shop.door.opened;shop=' },
  ]);
});

test('when the scopes are written, then the file is JSON and says on its first line that it is generated', () => {
  const text = emitScopes(scopesOf({ catalog }, topology), 'Generated. Do not edit.');
  expect(text.split('\n')[0]).toContain('Generated. Do not edit.');
  expect(JSON.parse(text)).toMatchObject({ services: { alarm: { publishes: [], consumes: ['shop.door.opened'] } } });
});
