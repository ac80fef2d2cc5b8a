/** How long to wait for an acknowledgement, milliseconds. */
export interface ResendPolicy {
  readonly afterMs: number;
  readonly maxMs: number;
}

/** Milliseconds until the next resend after `resends` of them: doubling from `afterMs`, never above `maxMs`. */
export function resendDelay(policy: ResendPolicy, resends: number): number {
  const cap = Math.max(policy.afterMs, policy.maxMs);
  return Math.min(cap, policy.afterMs * 2 ** Math.min(resends, 40));
}
