import { join } from 'node:path';
import { ManagedProcess } from '../stack/managed-process.js';
import { createPart, type Part } from '../stack/part.js';
import { makeDirectory } from '../stack/paths.js';
import type { PidFile } from '../stack/pid-file.js';
import type { StackPorts } from '../stack/ports.js';
import type { TraceBackendBinary } from './trace-backend-install.js';

export { findTraceBackend, type TraceBackendBinary } from './trace-backend-install.js';

/** The trace viewer of a stack: its page is at `url`, services and sidecars send to `otlpUrl`. */
export type TraceBackend = Part & { readonly otlpUrl: string };

/** What it keeps on disk; the oldest traces go first. */
const KEPT = '512mb';

/** Makes the controls of a stack's own trace viewer; its traces are kept in the stack's folder. */
export function createTraceBackend(settings: {
  readonly binary: TraceBackendBinary;
  readonly directory: string;
  readonly ports: StackPorts;
  readonly pids: PidFile;
}): TraceBackend {
  const { binary, directory, ports, pids } = settings;
  const data = makeDirectory(join(directory, 'traces'));
  const spec = {
    name: 'traces',
    command: [
      ...[binary.node, binary.script, '--host', '127.0.0.1', '--title', 'Sidecart traces'],
      // One port takes OTLP over HTTP and shows the page, the other takes OTLP over gRPC.
      ...['--port', String(ports.traces), '--grpc-port', String(ports.tracesOtlp)],
      ...['--db', join(data, 'traces.db'), '--db-max-size', KEPT],
    ],
    cwd: data,
    // It would show source files of its working folder to its page.
    env: { PATH: process.env['PATH'] ?? '', AUTOTEL_DEVTOOLS_SOURCE_ROOT: 'false' },
    logFile: join(directory, 'logs', 'traces.log'),
    restart: true,
  };
  const url = `http://127.0.0.1:${ports.traces}`;
  const part = createPart({
    name: 'traces',
    url,
    process: new ManagedProcess(() => spec, pids),
    alivePath: '/healthz',
    readyPaths: ['/healthz'],
  });
  // Not a spread: what runs is told by getters.
  return Object.assign(part, { otlpUrl: url });
}
