const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs', ignoreDynamic: true } },
  ],
};
const moduleNameMapper = {
  '^(\\.{1,2}/.*)\\.js$': '$1',
  '^@sidecart/platform$': '<rootDir>/packages/platform/src/index.ts',
  '^@sidecart/platform/testing$': '<rootDir>/packages/platform/src/testing/index.ts',
  '^@sidecart/contracts$': '<rootDir>/packages/contracts/src/index.ts',
};
const ignore = {
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/\\.dapr/', '<rootDir>/\\.sidecart/'],
};
const tier = (displayName, testMatch, extra = {}) => ({ displayName, testMatch, transform, moduleNameMapper, ...ignore, ...extra });

/** The tiers: unit (pure), int (real Postgres and Redis), e2e (real sidecars). */
module.exports = {
  projects: [
    tier('unit', ['**/*.unit.test.ts']),
    tier('int', ['**/*.int.test.ts']),
    tier('e2e', ['<rootDir>/tests/e2e/**/*.e2e.test.ts']),
  ],
};
