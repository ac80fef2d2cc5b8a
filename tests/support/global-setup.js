// Runs once before the integration tests, outside Jest's own module loader: hence the built stack library.
const { startTestServers } = require('../../scripts/dist/stack/test-servers.js');

/** Starts the Postgres and the Redis of all integration tests, unless the environment names some. */
module.exports = async () => {
  if (process.env.SIDECART_TEST_DATABASE_URL && process.env.SIDECART_TEST_REDIS_URL) return;
  const servers = await startTestServers();
  process.env.SIDECART_TEST_DATABASE_URL ||= servers.databaseUrl;
  process.env.SIDECART_TEST_REDIS_URL ||= servers.redisUrl;
  globalThis.sidecartTestServers = servers;
};
