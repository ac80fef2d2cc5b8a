import { bodies } from '@sidecart/contracts';
import { route, type ApiRequest, type ApiResponse, type Route } from '@sidecart/platform';
import type { Customer } from './domain/customer.js';
import { pageOf, readPage } from './page-query.js';
import { etagOf, expectedVersion } from './precondition.js';
import type { Customers } from './use-cases/change-customer.js';
import type { CheckEligibility } from './use-cases/check-eligibility.js';

/** What the routes call. */
export interface UseCases {
  readonly customers: Customers;
  readonly checkEligibility: CheckEligibility;
}

/** Customers' HTTP interface: path → contract → use case. All but eligibility is personal data, so for operators. */
export function customersRoutes({ customers, checkEligibility }: UseCases): Route[] {
  return [
    route({
      method: 'post',
      path: '/eligibility',
      body: bodies.customersCheckEligibility,
      handle: async ({ body }) => ({ status: 200, body: await checkEligibility(body.customer) }),
    }),
    route({
      method: 'get',
      path: '/customers',
      access: 'admin',
      async handle({ query }) {
        const { after, limit } = readPage(query);
        const { items, next } = pageOf(await customers.list({ after, limit: limit + 1 }), limit);
        return { status: 200, body: { items: items.map(customerBody), next } };
      },
    }),
    route({
      method: 'get',
      path: '/customers/:customerId',
      access: 'admin',
      handle: async (request) => customerAnswer(await customers.show(idOf(request)), 200),
    }),
    route({
      method: 'put',
      path: '/customers/:customerId',
      body: bodies.customersPutCustomer,
      access: 'admin',
      async handle({ body: { blockedReason = null, tier = 'NONE', ...rest }, ...request }) {
        const expected = expectedVersion(request);
        const customer = await customers.change({ id: idOf(request), terms: { ...rest, blockedReason, tier }, expected });
        return customerAnswer(customer, expected === 'none' ? 201 : 200);
      },
    }),
  ];
}

/** The router sets every parameter of a route's own path. */
const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['customerId'] ?? '';

const customerAnswer = (customer: Customer, status: number): ApiResponse => ({
  status,
  body: customerBody(customer),
  headers: { etag: etagOf(customer.version) },
});

function customerBody({ blockedReason, updatedAt, ...customer }: Customer) {
  return { ...customer, ...(blockedReason === null ? {} : { blockedReason }), updatedAt: updatedAt.toISOString() };
}
