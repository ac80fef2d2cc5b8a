/** What a workflow may import from the platform: what its context gives it, and declarations. */
const deterministic = [
  'defineActivity',
  'defineWorkflow',
  'defaultStepPolicy',
  'openInbox',
  'pause',
  'runStep',
  'schedule',
  'stepPolicy',
  'waitForEvent',
];

const changing = ['Date', 'crypto', 'performance', 'process', 'globalThis', 'Promise'];
const outside = ['console', 'fetch', 'require', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

const syntax = (selector, what) => ({ selector, message: `${what} in a workflow: its history is replayed, and must come out the same each time.` });

/**
 * Everything that runs inside a workflow is called *.workflow.ts; beside them stand the policies. Its code is run anew with every
 * step, from the beginning, against what is on record. The boundary check has the same list.
 */
export const determinism = {
  files: ['services/*/src/workflows/*.workflow.ts', 'services/*/src/workflows/step-policies.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...changing.map((name) => ({ name, message: 'Differs from replay to replay. The time is ctx.now().' })),
      ...outside.map((name) => ({ name, message: 'Would happen again with each replay. Do it in an activity.' })),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Math', property: 'random', message: 'Differs from replay to replay. Take it from an activity.' },
    ],
    'no-restricted-syntax': [
      'error',
      syntax('AwaitExpression', 'await'),
      syntax(':function[async=true]', 'An async function'),
      syntax('ForOfStatement[await=true]', 'for await'),
      syntax('ImportExpression', 'import()'),
    ],
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: '@sidecart/platform/workflow',
            allowImportNames: deterministic,
            allowTypeImports: true,
            message: 'Only what is deterministic may be used in a workflow.',
          },
        ],
        patterns: [
          {
            regex: '^(?!\\./([\\w-]+\\.workflow|step-policies)\\.js$|\\.\\./domain/|@sidecart/platform/workflow$)',
            allowTypeImports: true,
            message: 'A workflow imports other *.workflow.ts, step-policies, the domain, and types. Everything else is for activities.',
          },
        ],
      },
    ],
  },
};
