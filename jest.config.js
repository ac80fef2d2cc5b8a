const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
};
const ignore = { testPathIgnorePatterns: ['/node_modules/', '/dist/'], modulePathIgnorePatterns: ['/dist/', '/\\.dapr/', '/\\.sidecart/'] };
const tier = (displayName, testMatch, extra = {}) => ({ displayName, testMatch, transform, ...ignore, ...extra });

/** The tiers: unit (pure), int (real Postgres and Redis), e2e (real sidecars). */
module.exports = {
  projects: [tier('unit', ['**/*.unit.test.ts'])],
};
