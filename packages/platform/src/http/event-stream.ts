import type { Response } from 'express';
import type { EventSink, StreamEvent } from './types.js';

/** A stream under way. */
export interface OpenStream {
  readonly sink: EventSink;
  /** Ends it in good order; a client that does not read is cut off soon after. */
  end(): void;
  /** Lets go of the response, which somebody else will answer. */
  abandon(): void;
}

/** What a client may leave unread before it is cut off: it comes back and asks for what it missed. */
const MOST_UNREAD_BYTES = 1024 * 1024;
const LAST_WORDS_MS = 1_000;
const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' };

/** Opens a stream on a response. Headers go out with the first thing written, so that an earlier error can still become a problem. */
export function openStream(response: Response, heartbeatMs: number): OpenStream {
  const closing = new AbortController();
  const write = (text: string): boolean => {
    if (closing.signal.aborted) return false;
    if (!response.headersSent) response.status(200).set(HEADERS).flushHeaders();
    response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    return !response.destroyed;
  };
  const comment = (text = ''): boolean => write(`:${oneLine(text)}\n\n`);
  const heartbeat = setInterval(() => comment('still here'), heartbeatMs);
  const close = (): void => {
    clearInterval(heartbeat);
    closing.abort();
  };
  response.once('close', close);
  const end = (): void => {
    if (closing.signal.aborted) return;
    if (!response.headersSent) comment();
    close();
    response.end();
    const late = setTimeout(() => response.destroy(), LAST_WORDS_MS);
    response.once('close', () => clearTimeout(late));
  };
  const untilClosed = (): Promise<void> => {
    comment();
    if (closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => closing.signal.addEventListener('abort', () => resolve(), { once: true }));
  };
  return { sink: { send: (event) => write(textOf(event)), comment, closed: closing.signal, untilClosed }, end, abandon: close };
}

function textOf({ id, event, data, retryMs }: StreamEvent): string {
  return [
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    `data: ${JSON.stringify(data ?? null)}`,
    '\n',
  ].join('\n');
}

/** A line break inside a field would begin another one, of the sender's choice. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\0]+/g, ' ');
}
