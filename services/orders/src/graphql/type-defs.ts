/** What can be asked by GraphQL. It only reads; orders are placed and changed by REST. */
export const typeDefs = /* GraphQL */ `
  "RFC 3339 in UTC."
  scalar DateTime
  "Up to 2^53, which an Int is too small for."
  scalar SafeInt
  "An object whose members depend on what it is about."
  scalar JSON

  enum OrderStatus {
    PENDING
    IN_REVIEW
    PAID
    PAYMENT_FAILED
    RESERVED
    SHIPPED
    COMPLETED
    FAILED
    CANCELLED
  }
  enum FulfillmentStatus {
    UNFULFILLED
    RESERVED
    SHIPPED
    DELIVERED
  }
  "Who processes an order: events, or the workflow."
  enum ProcessingPath {
    choreography
    orchestration
  }
  enum Outcome {
    completed
    failed
    compensated
    timed_out
  }

  type Query {
    "Null where there is no such order."
    order(id: ID!): Order
    "Newest first, at most 100 at a time."
    orders(first: Int = 20, after: String, filter: OrderFilter): OrderConnection!
  }

  "What is given must fit all of it. Times are dates or RFC 3339 instants in UTC; from is included, to is not."
  input OrderFilter {
    customerId: String
    status: OrderStatus
    path: ProcessingPath
    outcome: Outcome
    from: String
    to: String
  }

  type OrderConnection {
    edges: [OrderEdge!]!
    pageInfo: PageInfo!
  }
  type OrderEdge {
    cursor: String!
    node: Order!
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }

  type Order {
    id: ID!
    orderNumber: String!
    status: OrderStatus!
    "Null until somebody has begun."
    path: ProcessingPath
    "Null until it has ended."
    outcome: Outcome
    "Why it is dead."
    failure: Failure
    "Null until it is priced."
    total: Money
    customerId: String!
    items: [OrderItem!]!
    fulfillment: Fulfillment!
    "Rises by one with each change of status or fulfillment."
    version: Int!
    placedAt: DateTime!
    updatedAt: DateTime!
    "Its story, oldest first, at most 100 lines at a time."
    timeline(first: Int = 20, after: String): TimelineConnection!
  }

  type Failure {
    code: String!
    message: String!
    step: String
  }
  "In the currency's smallest unit."
  type Money {
    minor: SafeInt!
    currency: String!
  }
  "Name and prices are known of what was sold at checkout."
  type OrderItem {
    sku: String!
    quantity: Int!
    name: String
    unitPrice: Money
    lineTotal: Money
  }
  type Fulfillment {
    status: FulfillmentStatus!
    carrier: String
    trackingNumber: String
    shippedAt: DateTime
  }

  type TimelineConnection {
    edges: [TimelineEdge!]!
    pageInfo: PageInfo!
  }
  type TimelineEdge {
    cursor: String!
    node: TimelineLine!
  }
  type TimelineLine {
    at: DateTime!
    kind: String!
    name: String!
    detail: JSON!
  }
`;
