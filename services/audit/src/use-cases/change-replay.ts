import { Conflict, NotFound, type Platform } from '@sidecart/platform';
import type { Replay, ReplayState } from '../domain/replay.js';
import type { AuditTx } from '../store/client.js';
import { findReplay, moveReplay } from '../store/replay-store.js';

/** Stops replays and lets them go on. Each throws NotFound, and Conflict for a replay that is not in a state for it. */
export interface ChangeReplay {
  /** No further step is made; one under way is ended. */
  cancel(id: string): Promise<Replay>;
  /** Goes on where it was cancelled or failed. */
  resume(id: string): Promise<Replay>;
}

/** Makes it; `wake` has the loop look at once. */
export function createChangeReplay({ database, clock }: Platform<AuditTx>, wake: () => void): ChangeReplay {
  const move = (id: string, from: readonly ReplayState[], to: ReplayState): Promise<Replay> =>
    database.transaction(async (tx) => {
      await moveReplay(tx, id, from, to, clock.now());
      const replay = await findReplay(tx, id);
      if (replay === undefined) throw new NotFound('replay', id);
      if (replay.state !== to) throw new Conflict('REPLAY_ENDED', `the replay is ${replay.state}`, { details: { state: replay.state } });
      return replay;
    });
  return {
    cancel: (id) => move(id, ['RUNNING', 'FAILED'], 'CANCELLED'),
    resume: async (id) => {
      const replay = await move(id, ['CANCELLED', 'FAILED'], 'RUNNING');
      wake();
      return replay;
    },
  };
}
