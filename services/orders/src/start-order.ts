/** The kind of intent that brings an order to the workflow engine. */
export const START_WORKFLOW = 'start-workflow';

/** What is to be started: the order's own processing, or its dry run beside choreography. */
export interface StartPayload {
  readonly orderId: string;
  readonly run: 'process' | 'shadow';
}

/** The id of the workflow instance of an order, which makes starting it twice impossible. */
export const instanceIdOf = ({ orderId, run }: StartPayload): string => (run === 'process' ? orderId : `shadow-${orderId}`);
