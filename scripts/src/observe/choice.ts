import type { StackPorts } from '../stack/ports.js';

/** What can be started beside a stack, in the order in which it is. */
export const observers = ['traces', 'stream-lag', 'alertmanager', 'prometheus'] as const;
/** One of them. */
export type Observer = (typeof observers)[number];

/** The ports each of them listens on. */
export const observerPorts: ReadonlyMap<Observer, readonly (keyof StackPorts)[]> = new Map<Observer, readonly (keyof StackPorts)[]>([
  ['traces', ['traces', 'tracesOtlp']],
  ['stream-lag', ['streamLag']],
  ['alertmanager', ['alertmanager']],
  ['prometheus', ['prometheus']],
]);

/** What a stack is watched by, and how. */
export interface ObserveOptions {
  /** All of them unless told. */
  readonly parts?: readonly Observer[];
  /** A pattern of rule files; the project's own unless told. */
  readonly rules?: string;
  /** Seconds from one look at the services to the next; 5 unless told. */
  readonly everySeconds?: number;
  /** Alerts are posted to `<url>/pager` and `<url>/chat`; without it they are only shown on Alertmanager's page. */
  readonly postAlertsTo?: string | undefined;
  /** Alertmanager waits so many times shorter; for tests. */
  readonly pace?: number;
}

/** The observers that are asked for: none, all, or those named. */
export function chosenObservers(observe: ObserveOptions | boolean | undefined): readonly Observer[] {
  if (typeof observe === 'object') return observe.parts ?? observers;
  return observe === true ? observers : [];
}
