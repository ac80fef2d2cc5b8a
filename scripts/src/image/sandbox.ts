/** A folder that plays an image's WORKDIR, and a command to be run there. */
export interface Room {
  readonly tree: string;
  /** Where the command finds it. */
  readonly workdir: string;
  readonly command: readonly string[];
}

/** A room in which a build step works, as root. */
export interface Workshop extends Room {
  /** Folders of the stages it stands on, nearest first: seen through `tree`, never changed. Only where `stacks`. */
  readonly below: readonly string[];
  /** Folders that outlive the step; all are npm's. */
  readonly caches: readonly string[];
}

/** Runs commands as a container would, as far as the machine lets it. */
export interface Sandbox {
  /** What it does, for a person. */
  readonly description: string;
  /** Whether a stage may be laid over another; else it starts as a copy. */
  readonly stacks: boolean;
  /** The command line of a build step. */
  workshop(workshop: Workshop): readonly string[];
  /** What such a step finds in its environment, beside what the image says. */
  readonly workshopEnv: Readonly<Record<string, string>>;
  /** The command line that runs `room` as `user` (numeric uid:gid) and lets it write nowhere; the environment is its starter's. */
  service(room: Room, user: string): readonly string[];
}
