import { Unavailable, type BindingRequest } from '@sidecart/platform';
import { fakeDapr } from '@sidecart/platform/testing';

/** What the sidecar says when the mail server answered `said`, letter for letter as a real one did. */
export function smtpSays(said: string): Unavailable {
  const message = `error invoking output binding smtp: error from smtp binding, sending email failed: gomail: could not send email 1: ${said}`;
  return bindingFailed(message);
}

/** What the sidecar says when the binding failed with `message`. */
export function bindingFailed(message: string): Unavailable {
  // Go writes angle brackets as escapes.
  const written = JSON.stringify({ errorCode: 'ERR_INVOKE_OUTPUT_BINDING', message }).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
  return new Unavailable('BINDING_FAILED', `the sidecar answered create on binding smtp with 500: ${written.slice(0, 300)}`);
}

/** A sidecar with a mail server and orders behind it. Orders knows the address of every order but those in `unknown`. */
export function fakeSidecar(unknown: ReadonlySet<string>) {
  const dapr = fakeDapr();
  dapr.onInvoke = (appId, { path }) => {
    const orderId = /^\/orders\/([^/]+)\/contact$/.exec(path)?.[1];
    if (appId !== 'orders' || orderId === undefined || unknown.has(orderId)) return { status: 404, headers: {}, body: undefined };
    const body = { orderId, orderNumber: 'OR-77777777', customer: { id: 'customer-of-orders', email: `told+${orderId}@example.com` } };
    return { status: 200, headers: {}, body };
  };
  return dapr;
}

/** The metadata of a mail that was handed over, with its body. */
export const letterOf = ({ metadata, data, operation }: BindingRequest) => ({
  operation,
  to: metadata?.['emailTo'],
  from: metadata?.['emailFrom'],
  subject: metadata?.['subject'],
  html: String(data),
});
