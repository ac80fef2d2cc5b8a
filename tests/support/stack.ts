import { createStack, deleteStackData, throwawayDirectory, type Stack, type StackOptions } from '../../scripts/src/stack/index.js';

/** A stack on free ports with data of its own; `stop` ends it and deletes the data. */
export async function createTestStack(options: Partial<StackOptions> = {}): Promise<Stack> {
  const dataDir = throwawayDirectory('test');
  const stack = await createStack({ name: 'test', dataDir, offset: 'free', ...options });
  return {
    ...stack,
    async stop() {
      await stack.stop();
      deleteStackData(dataDir);
    },
  };
}
