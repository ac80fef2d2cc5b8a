export {
  defineActivity,
  done,
  refused,
  type Activity,
  type ActivityResult,
  type AttemptAnswer,
  type AttemptError,
  type Done,
  type Refused,
} from './activity.js';
export { defineWorkflow, type Workflow, type WorkflowContext, type WorkflowSteps, type WorkflowTask } from './context.js';
export { createWorkflowEngine, type WorkflowEngineSettings } from './dapr-engine.js';
export type { WorkflowEngine, WorkflowInstance, WorkflowStatus } from './engine.js';
export { openInbox, pause, waitForEvent, type EventInbox, type EventWait } from './events.js';
export { defaultStepPolicy, schedule, stepPolicy, type PlannedAttempt, type StepPolicy, type StepPolicySettings } from './policy.js';
export { handle, type ActivityHandler, type Attempt, type AttemptFact, type OnAttempt } from './run-activity.js';
export { createWorkflowRuntime, type WorkflowRuntime, type WorkflowRuntimeSettings } from './runtime.js';
export { runStep, type StepOutcome } from './step.js';
export { simulateWorkflow, type SimulatedAttempt, type Simulation, type SimulationScript } from './simulate.js';
export type { VirtualTime } from './virtual-time.js';
