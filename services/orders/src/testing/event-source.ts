/** One event as a client gets it. */
export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream being read. */
export interface OpenSource {
  readonly status: number;
  readonly headers: Headers;
  /** What has come so far; the client's own array, which grows. */
  readonly events: readonly ReceivedEvent[];
  readonly ended: boolean;
  /** Ids of the events so far, for comparing. */
  ids(): (string | undefined)[];
  /** Goes away without a word. */
  close(): void;
}

/** Opens a stream as an EventSource does; it does not come back by itself. */
export async function openSource(url: string, lastEventId?: string): Promise<OpenSource> {
  const going = new AbortController();
  const headers = { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
  const answer = await fetch(url, { headers, signal: going.signal });
  const source = { events: [] as ReceivedEvent[], ended: false };
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      source.events.push(...blocks.filter((block) => !block.startsWith(':')).map(parse));
    }
  };
  void read()
    .catch(() => undefined)
    .finally(() => (source.ended = true));
  return Object.assign(source, {
    ...{ status: answer.status, headers: answer.headers },
    ids: () => source.events.map(({ id }) => id),
    close: () => going.abort(),
  });
}

function parse(block: string): ReceivedEvent {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data') ?? 'null') as ReceivedEvent['data'] };
}
