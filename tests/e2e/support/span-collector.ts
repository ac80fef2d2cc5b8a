import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { parse } from 'protobufjs';

/** One span as it was exported. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Everything the span says, as one text, to be searched for what must not be there. */
  readonly text: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failed: boolean;
}

/** An OTLP backend that keeps what it is sent. */
export interface SpanCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  close(): Promise<void>;
}

/** Listens on a free port for OTLP over HTTP, as protobuf. */
export async function openSpanCollector(): Promise<SpanCollector> {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (request.url === '/v1/traces') spans.push(...decode(body));
      response.setHeader('content-type', 'application/x-protobuf').end();
    });
  });
  // Longer than any pause between two exports: a sidecar gives up what it sends into a connection that is just being closed.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // The exporters keep theirs open.
        server.closeAllConnections();
      }),
  };
}

/** A span that must be there: who made it, and its name. */
export type Wanted = readonly [service: string, name: string];

/** What an event leaves in a trace: its making, its sending through the sidecar, and each handler with the delivery to it. */
export const hop = (from: string, topic: string, ...to: readonly string[]): readonly Wanted[] => [
  [from, `create ${topic}`],
  [from, `send ${topic}`],
  [`${from}-sidecar`, `/v1.0-alpha1/publish/bulk/pubsub/${topic}`],
  ...to.flatMap((consumer): Wanted[] => [
    [`${consumer}-sidecar`, `pubsub/${topic}`],
    [consumer, `process ${topic}`],
  ]),
];

/** The whole body of a request, unpacked. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** What is read of opentelemetry/proto/trace/v1/trace.proto. */
const { root } = parse(`syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6; fixed64 start = 7; fixed64 end = 8;
  repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; Status status = 15;
}
message Event { string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; }
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message ArrayValue { repeated AnyValue values = 1; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
`);
const Request = root.lookupType('Request');

interface Values {
  readonly key: string;
  readonly value?: Readonly<Record<string, unknown>>;
}

interface RawSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Values[];
  readonly events: readonly unknown[];
  readonly links: readonly { readonly traceId: Uint8Array; readonly spanId: Uint8Array }[];
  readonly status?: { readonly code: number };
}

interface RawRequest {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes: readonly Values[] };
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

const ERROR_STATUS = 2;

function decode(body: Buffer): readonly CollectedSpan[] {
  const { resourceSpans } = Request.toObject(Request.decode(body), { longs: Number, arrays: true, defaults: true, oneofs: false }) as RawRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource?.attributes ?? [])['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => collected(service, span)));
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function collected(service: string, span: RawSpan): CollectedSpan {
  return {
    ...{ service, name: span.name, kind: span.kind },
    ...{ traceId: hex(span.traceId), spanId: hex(span.spanId), parentSpanId: hex(span.parentSpanId) },
    ...{ startMs: span.start / 1e6, endMs: span.end / 1e6 },
    attributes: plain(span.attributes),
    text: JSON.stringify([span.name, span.attributes, span.events, span.status]),
    links: span.links.map((link) => ({ traceId: hex(link.traceId), spanId: hex(link.spanId) })),
    failed: span.status?.code === ERROR_STATUS,
  };
}

function plain(values: readonly Values[]): Record<string, unknown> {
  return Object.fromEntries(values.map(({ key, value }) => [key, Object.values(value ?? {})[0]]));
}
