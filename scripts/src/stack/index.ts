export { withClient } from './databases.js';
export type { Part } from './part.js';
export { projectRoot, stackDirectory } from './paths.js';
export { redisCommand } from './redis-client.js';
export { createStack, type Stack, type StackOptions } from './stack.js';
export { deleteStackData, endStack, sweepThrowaways, throwawayDirectory } from './throwaway.js';
export { readTopology, parseTopology } from './topology.js';
