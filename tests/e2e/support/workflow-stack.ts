import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFlow, type FlowContext } from '../../../packages/platform/src/runtime/context.js';
import { eventually } from '../../../packages/platform/src/testing/index.js';
import { createWorkflowEngine, type WorkflowEngine, type WorkflowInstance } from '../../../packages/platform/src/workflow/index.js';
import { projectRoot, type Stack } from '../../../scripts/src/stack/index.js';
import { createTestStack } from '../../support/stack.js';

export { sleep };

/** What the app wrote down about one attempt. */
export interface Fact {
  readonly event: 'began' | 'done' | 'fact';
  readonly instanceId: string;
  readonly attempt: number;
  readonly idempotencyKey?: string;
  readonly result?: string;
  readonly flow?: FlowContext;
}

/** A stack whose one app is workflow-app.cjs, on the sidecar of orders. */
export interface WorkflowStack {
  readonly stack: Stack;
  readonly engine: WorkflowEngine;
  /** Starts an instance in a flow; resolves to its id. */
  start(workflow: string, input: unknown, flow?: FlowContext): Promise<string>;
  /** Asks for this start until the engine takes it. */
  takes(id: string, input: unknown): Promise<void>;
  ended(id: string): Promise<WorkflowInstance>;
  /** As `ended` for many, asking seldom. */
  allEnded(ids: readonly string[], timeoutMs: number): Promise<void>;
  facts(id: string): readonly Fact[];
  /** Resolves once an activity of the instance has begun. */
  began(id: string): Promise<unknown>;
  ready(): Promise<unknown>;
  signal(process: string, signal: NodeJS.Signals): void;
  /** Runs `work` while a process is killed as often as it is started again. */
  keptDown<R>(process: string, work: () => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

const FINAL = ['COMPLETED', 'FAILED', 'TERMINATED', 'CANCELED'];

/** Brings the stack up. */
export async function openWorkflowStack(): Promise<WorkflowStack> {
  const folder = mkdtempSync(join(tmpdir(), 'sidecart-workflow-'));
  const factsFile = join(folder, 'facts.jsonl');
  const stack = await createTestStack({ topologyFile: writeTopology(folder), env: { FACTS_FILE: factsFile } });
  const { daprHTTPPort, daprGRPCPort } = stack.services[0]!.topology;
  const engine = createWorkflowEngine({ httpPort: daprHTTPPort, grpcPort: daprGRPCPort, apiToken: stack.secrets.daprApiToken });
  const statusOf = async (id: string): Promise<WorkflowInstance | undefined> => {
    const instance = await engine.status(id).catch(() => undefined);
    return instance !== undefined && FINAL.includes(instance.status) ? instance : undefined;
  };
  const pidOf = (name: string): number => {
    const { processes } = JSON.parse(readFileSync(join(stack.directory, 'processes.json'), 'utf8')) as { processes: { name: string; pid: number }[] };
    return processes.find((entry) => entry.name === name)!.pid;
  };
  const on: WorkflowStack = {
    stack,
    engine,
    start: async (workflow, input, flow = {}) => {
      const id = randomUUID();
      await withFlow(flow, () => engine.start(workflow, id, input));
      return id;
    },
    takes: async (id, input) => {
      await eventually(() => engine.start('Steps', id, input), { timeoutMs: 120_000, everyMs: 200 });
    },
    ended: (id) => eventually(() => statusOf(id), { timeoutMs: 90_000, everyMs: 50 }),
    allEnded: async (ids, timeoutMs) => {
      const open = new Set(ids);
      await eventually(
        async () => {
          for (const id of open) if ((await statusOf(id)) !== undefined) open.delete(id);
          return open.size === 0;
        },
        { timeoutMs, everyMs: 200 },
      );
    },
    facts: (id) => {
      if (!existsSync(factsFile)) return [];
      const lines = readFileSync(factsFile, 'utf8').trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Fact).filter(({ instanceId }) => instanceId === id);
    },
    began: (id) => eventually(() => on.facts(id).some(({ event }) => event === 'began'), { timeoutMs: 30_000 }),
    ready: () => eventually(async () => (await fetch(`${stack.app('orders').url}/ready`)).status === 200, { timeoutMs: 60_000 }),
    signal: (name, signal) => process.kill(pidOf(name), signal),
    keptDown: async (name, work) => {
      const again = setInterval(() => {
        try {
          process.kill(pidOf(name), 'SIGKILL');
        } catch {
          // Not started again yet.
        }
      }, 50);
      await sleep(1_000);
      return work().finally(() => clearInterval(again));
    },
    close: async () => {
      await engine.close();
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await on.ready();
  return on;
}

/** The entry of orders in the project's own topology, with another program behind it. */
function writeTopology(folder: string): string {
  const path = join(folder, 'dapr.yaml');
  const components = join(projectRoot, 'components');
  const common = { resourcesPaths: [components], configFilePath: join(components, 'config.yaml'), apiListenAddresses: '127.0.0.1' };
  const ports = { appPort: 4102, daprHTTPPort: 4202, daprGRPCPort: 4302, metricsPort: 4402, daprInternalGRPCPort: 4502 };
  const orders = { appID: 'orders', appDirPath: projectRoot, ...ports, command: ['node', 'tests/e2e/support/workflow-app.cjs'] };
  // A YAML file may be written as JSON.
  writeFileSync(path, JSON.stringify({ version: 1, common, apps: [orders] }));
  return path;
}
