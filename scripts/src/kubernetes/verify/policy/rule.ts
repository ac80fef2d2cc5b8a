import type { Manifest } from '../manifest.js';
import type { Prerequisites } from '../prerequisites.js';

/** One thing that is wrong, and with what. */
export interface Finding {
  /** Kind and name: Deployment/orders. */
  readonly object: string;
  readonly problem: string;
}

/** What a rule judges. */
export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly prerequisites: Prerequisites;
  /** Whether this is for real traffic: what a laptop's one node is let off does not hold there. */
  readonly production: boolean;
}

/** A policy on rendered manifests. */
export interface Rule {
  readonly name: string;
  check(rendered: Rendered): Finding[];
}
