import { context, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace-node';
import { createSpanMarker } from '../runtime/span-marker.js';

/** Spans kept in memory instead of being exported. */
export interface RecordedSpans {
  all(): readonly ReadableSpan[];
  /** The only span of this name; throws when there is none or another. */
  named(name: string): ReadableSpan;
  /** Forgets what there is. */
  reset(): void;
  /** Switches tracing off again. */
  stop(): Promise<void>;
}

/** Switches tracing on for this process as a service does, with the spans kept in memory. */
export function recordSpans(settings: { sampler?: Sampler } = {}): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ ...settings, spanProcessors: [createSpanMarker(), new SimpleSpanProcessor(exporter)] });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  return {
    all: () => exporter.getFinishedSpans(),
    named(name) {
      const [found, ...others] = exporter.getFinishedSpans().filter((span) => span.name === name);
      if (found !== undefined && others.length === 0) return found;
      throw new Error(
        `${others.length + (found === undefined ? 0 : 1)} spans ${name} among ${exporter
          .getFinishedSpans()
          .map((span) => span.name)
          .join(', ')}`,
      );
    },
    reset: () => exporter.reset(),
    async stop() {
      await provider.shutdown();
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}
