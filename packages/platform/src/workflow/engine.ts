/** How far an instance is. The last four are final. */
export type WorkflowStatus = 'PENDING' | 'RUNNING' | 'SUSPENDED' | 'CONTINUED_AS_NEW' | 'COMPLETED' | 'FAILED' | 'TERMINATED' | 'CANCELED';

/** An instance as the engine knows it. */
export interface WorkflowInstance {
  readonly name: string;
  readonly status: WorkflowStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly output?: unknown;
  readonly failure?: { readonly type: string; readonly message: string };
}

/**
 * Starts and steers workflow instances. Every method throws Unavailable when the engine (sidecar, placement, scheduler, state
 * store) does not answer within the deadline; what was asked may have happened all the same, and asking again is safe.
 */
export interface WorkflowEngine {
  /** Starts an instance unless there is or was one of this id: 'exists', whatever has become of it. */
  start(workflow: string, instanceId: string, input: unknown): Promise<'started' | 'exists'>;
  /** Resolves to false when there is no such instance, or it has ended. */
  raiseEvent(instanceId: string, name: string, data: unknown): Promise<boolean>;
  status(instanceId: string): Promise<WorkflowInstance | undefined>;
  /** Ends an instance without compensation. Resolves to false when there is none. */
  terminate(instanceId: string): Promise<boolean>;
  /** Forgets an instance that has ended. Resolves to false when there is none, or it runs. */
  purge(instanceId: string): Promise<boolean>;
  close(): Promise<void>;
}
