import { Unavailable } from '../runtime/errors.js';
import { JSON_TYPE, parseBody, type Answer, type Send } from './transport.js';
import type { OutgoingEvent } from './types.js';

const PUBLISH_TIMEOUT_MS = 8_000;
const CLOUD_EVENT = 'application/cloudevents+json';

/** Publishes one topic's events in bulk; by the stable route where the sidecar has no bulk. */
export async function publishBulk(send: Send, pubsub: string, topic: string, events: readonly OutgoingEvent[]): Promise<ReadonlyMap<string, string>> {
  const answer = await send({
    method: 'POST',
    path: `/v1.0-alpha1/publish/bulk/${pubsub}/${topic}`,
    headers: JSON_TYPE,
    body: JSON.stringify(events.map(({ entryId, event }) => ({ entryId, event, contentType: CLOUD_EVENT }))),
    timeoutMs: PUBLISH_TIMEOUT_MS,
  });
  if (answer.status < 300) return new Map();
  // Bulk is an alpha route: a sidecar without it answers 404 or 501 with no error code of pub/sub's own.
  if ((answer.status === 404 || answer.status === 501) && !answer.text.includes('ERR_PUBSUB')) return publishEach(send, pubsub, topic, events);
  const failed = failedEntries(answer.text);
  if (failed !== undefined) return failed;
  if (refusesContent(answer)) return publishHalves(send, pubsub, topic, events, answer);
  throw new Unavailable('PUBLISH_FAILED', `the sidecar answered the publication on ${topic} with ${answer.status}: ${answer.text.slice(0, 300)}`);
}

/** The request itself is refused: too large in all, or with an event the sidecar cannot read. The same again has no chance. */
function refusesContent({ status, text }: Answer): boolean {
  return status === 413 || /ERR_PUBSUB_(CLOUD_)?EVENTS_SER/.test(text);
}

/** Finds the events at fault by halving, so that they block no other. */
async function publishHalves(
  send: Send,
  pubsub: string,
  topic: string,
  events: readonly OutgoingEvent[],
  answer: Answer,
): Promise<ReadonlyMap<string, string>> {
  const [first] = events;
  if (events.length <= 1) return new Map(first === undefined ? [] : [[first.entryId, `${answer.status}: ${answer.text.slice(0, 300)}`]]);
  const middle = Math.ceil(events.length / 2);
  const left = await publishBulk(send, pubsub, topic, events.slice(0, middle));
  return new Map([...left, ...(await publishBulk(send, pubsub, topic, events.slice(middle)))]);
}

function failedEntries(text: string): ReadonlyMap<string, string> | undefined {
  const body = parseBody(text) as { failedEntries?: { entryId: string; error?: string }[] } | undefined;
  if (!Array.isArray(body?.failedEntries) || body.failedEntries.length === 0) return undefined;
  return new Map(body.failedEntries.map(({ entryId, error }) => [entryId, error ?? 'refused']));
}

/** The stable route, one event a call, in order. An outage in mid-way is reported for the rest, not thrown. */
async function publishEach(send: Send, pubsub: string, topic: string, events: readonly OutgoingEvent[]): Promise<ReadonlyMap<string, string>> {
  const failed = new Map<string, string>();
  for (const { entryId, event } of events) {
    const answer = await send({
      method: 'POST',
      path: `/v1.0/publish/${pubsub}/${topic}`,
      headers: { 'content-type': CLOUD_EVENT },
      body: JSON.stringify(event),
      timeoutMs: PUBLISH_TIMEOUT_MS,
    });
    if (answer.status >= 300) failed.set(entryId, `${answer.status}: ${answer.text.slice(0, 300)}`);
  }
  return failed;
}
