import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(__dirname, '../../../..');
interface Determinism {
  readonly determinism: Linter.Config;
}

async function complaints(code: string): Promise<string[]> {
  const { determinism } = (await import(join(root, 'eslint.determinism.mjs'))) as Determinism;
  const { files: _, ...config } = determinism;
  const setup = { ...config, files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { '@typescript-eslint': tseslint.plugin } };
  const found = new Linter({ configType: 'flat' }).verify(code, [setup], 'order.workflow.ts');
  return found.map(({ ruleId, message }) => ruleId ?? message);
}

const good = `
  import { defineWorkflow, openInbox, runStep, type StepOutcome } from '@sidecart/platform/workflow';
  import type { Order } from '../store/order-store.js';
  import { decide } from '../domain/decide.js';
  import { compensate } from './compensate.workflow.js';
  import { openSaga } from './saga.workflow.js';
  import { activities } from './activities.workflow.js';
  import { stepPolicies } from './step-policies.js';
  export const processOrder = defineWorkflow('ProcessOrder', function* (ctx, order: Order) {
    const at: Date = ctx.now();
    return [Math.max(1, at.getTime()), yield* runStep(ctx, decide, order, stepPolicies.ValidateOrder), yield* compensate(ctx)];
  });`;

test('when a workflow uses only what its context gives it, then nothing is reported', async () => {
  expect(await complaints(good)).toEqual([]);
});

test.each([
  ['the time', 'Date.now()', 'no-restricted-globals'],
  ['a new date', 'new Date()', 'no-restricted-globals'],
  ['chance', 'Math.random()', 'no-restricted-properties'],
  ['a timer', 'setTimeout(() => 1, 1)', 'no-restricted-globals'],
  ['crypto', 'crypto.randomUUID()', 'no-restricted-globals'],
  ['the environment', 'process.env.X', 'no-restricted-globals'],
  ['the console', 'console.log(1)', 'no-restricted-globals'],
  ['the network', 'fetch("http://x")', 'no-restricted-globals'],
  ['a promise', 'Promise.resolve()', 'no-restricted-globals'],
  ['a way around', 'globalThis.Date', 'no-restricted-globals'],
  ['an async function', 'async function f() {}', 'no-restricted-syntax'],
  ['an async arrow', 'const f = async () => 1', 'no-restricted-syntax'],
  ['await', 'await x', 'no-restricted-syntax'],
  ['an import call', 'import("node:fs")', 'no-restricted-syntax'],
  ['a module of Node', 'import { randomUUID } from "node:crypto"', '@typescript-eslint/no-restricted-imports'],
  ['a package', 'import { v7 } from "uuid"', '@typescript-eslint/no-restricted-imports'],
  ['the store', 'import { save } from "../store/order-store.js"', '@typescript-eslint/no-restricted-imports'],
  ['its activities', 'import { charge } from "./activities/charge.js"', '@typescript-eslint/no-restricted-imports'],
  ['the platform', 'import { newId } from "@sidecart/platform"', '@typescript-eslint/no-restricted-imports'],
  ['the engine', 'import { createWorkflowEngine } from "@sidecart/platform/workflow"', '@typescript-eslint/no-restricted-imports'],
])('when a workflow uses %s, then it is reported', async (_, code, rule) => {
  expect(await complaints(code)).toContain(rule);
});

test("when the project's files are checked, then workflows and their policies are held to it, and activities are not", async () => {
  const eslint = new ESLint({ cwd: root });
  const restricted = async (file: string): Promise<boolean> => {
    const { rules } = (await eslint.calculateConfigForFile(join(root, 'services/orders/src/workflows', file))) as Linter.Config;
    return rules?.['@typescript-eslint/no-restricted-imports'] !== undefined && rules['no-restricted-syntax'] !== undefined;
  };
  const inside = ['process-order.workflow.ts', 'saga.workflow.ts', 'step-policies.ts'];
  const outside = ['handlers.ts', 'activities/process-payment.ts', 'saga.unit.test.ts'];
  expect(await Promise.all(inside.map(restricted))).toEqual([true, true, true]);
  expect(await Promise.all(outside.map(restricted))).toEqual([false, false, false]);
});

test('when a workflow imports a file that is not deterministic, then the boundary check reports it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(
    'services/orders/src/workflows/good.workflow.ts',
    "import { policy } from './step-policies';\nimport { pure } from '../domain/pure';\nexport const x = [policy, pure];",
  );
  write(
    'services/orders/src/workflows/bad.workflow.ts',
    "import { save } from '../store/save';\nimport { readFileSync } from 'node:fs';\nexport const y = [save, readFileSync];",
  );
  write('services/orders/src/workflows/step-policies.ts', 'export const policy = 1;');
  write('services/orders/src/domain/pure.ts', 'export const pure = 1;');
  write('services/orders/src/store/save.ts', 'export const save = 1;');
  try {
    const { cruise } = await import('dependency-cruiser');
    const { forbidden } = (await import(join(root, '.dependency-cruiser.cjs'))) as { forbidden: { name: string }[] };
    const rule = forbidden.filter(({ name }) => name === 'workflows-are-deterministic');
    const { output } = await cruise(['services'], {
      baseDir: folder,
      validate: true,
      ruleSet: { forbidden: rule as never },
      tsPreCompilationDeps: true,
    });
    const { violations } = (output as { summary: { violations: { from: string; to: string }[] } }).summary;
    expect(violations.map(({ from, to }) => [from.split('/').at(-1), to]).sort()).toEqual([
      ['bad.workflow.ts', 'fs'],
      ['bad.workflow.ts', 'services/orders/src/store/save.ts'],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
