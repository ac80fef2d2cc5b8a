import { operationsOf } from './configuration.js';

const allow = (name: string, ...httpVerb: string[]) => ({ name, httpVerb, action: 'allow' });

test('when a path names an id, then Dapr is given a pattern it matches in the middle of a path too', () => {
  expect(operationsOf(['GET /orders/{id}/contact'])).toEqual([allow('/orders/*-*/contact', 'GET')]);
});

test('when a path ends in a name, then any name goes, and nothing below it', () => {
  expect(operationsOf(['POST /events/{topic}'])).toEqual([allow('/events/*', 'POST')]);
});

test('when one path stands below another, then the upper one carries the verbs of both, since Dapr looks no further', () => {
  expect(operationsOf(['POST /payments', 'GET /payments', 'POST /payments/void', 'POST /scores'])).toEqual([
    allow('/payments', 'GET', 'POST'),
    allow('/scores', 'POST'),
  ]);
  expect(operationsOf(['POST /reservations/{id}/confirm', 'GET /reservations/{id}'])).toEqual([allow('/reservations/*-*', 'GET', 'POST')]);
});

test('when a path only begins with the same letters, then it stands for itself', () => {
  expect(operationsOf(['POST /pay', 'GET /payments'])).toEqual([allow('/pay', 'POST'), allow('/payments', 'GET')]);
});
