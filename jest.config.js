const { availableParallelism } = require('node:os');

const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs', ignoreDynamic: true } }],
};
const moduleNameMapper = {
  '^(\\.{1,2}/.*)\\.js$': '$1',
  '^@sidecart/platform$': '<rootDir>/packages/platform/src/index.ts',
  '^@sidecart/platform/testing$': '<rootDir>/packages/platform/src/testing/index.ts',
  '^@sidecart/platform/workflow$': '<rootDir>/packages/platform/src/workflow/index.ts',
  '^@sidecart/contracts$': '<rootDir>/packages/contracts/src/index.ts',
  '^@sidecart/(analytics|audit|catalog|checkout|customers|fraud|loyalty|notification|orders|payment|pricing|shipping|warehouse)/(.*)$':
    '<rootDir>/services/$1/src/$2',
  '^@sidecart/scripts/(.*)$': '<rootDir>/scripts/src/$1',
};
const ignore = {
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/\\.dapr/', '<rootDir>/\\.tools/', '<rootDir>/\\.sidecart/'],
};
const tier = (displayName, testMatch, extra = {}) => ({ displayName, testMatch, transform, moduleNameMapper, ...ignore, ...extra });

/** The tiers: unit (pure), int (real Postgres and Redis, one of each for all files), e2e (a stack of its own per file). */
module.exports = {
  // Waiting for servers is most of what the upper tiers do: two files at a time pay off on two cores too.
  maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
  projects: [
    tier('unit', ['**/*.unit.test.ts'], { setupFilesAfterEnv: ['<rootDir>/tests/support/timeout-unit.js'] }),
    tier('int', ['**/*.int.test.ts'], {
      globalSetup: '<rootDir>/tests/support/global-setup.js',
      globalTeardown: '<rootDir>/tests/support/global-teardown.js',
      setupFilesAfterEnv: ['<rootDir>/tests/support/timeout-int.js'],
    }),
    tier('e2e', ['<rootDir>/tests/e2e/**/*.e2e.test.ts'], { setupFilesAfterEnv: ['<rootDir>/tests/support/timeout-e2e.js'] }),
  ],
};
