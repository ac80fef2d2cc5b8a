// Generated from json-schema/ by packages/contracts/src/generate. Do not edit.
import type { ContractRegistry } from '../registry/contract';
import { createRegistry } from '../registry/create-registry';
import { validators } from './validators';

/** Every contract in `json-schema/`. */
export const registry: ContractRegistry = createRegistry(validators['https://schemas.sidecart.dev/envelope/1.0']!, [
  {
    name: 'checkout.cart.updated',
    owner: 'checkout',
    key: '/cartId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/checkout.cart.updated/1.0', validator: validators['https://schemas.sidecart.dev/checkout.cart.updated/1.0']! },
      { version: '1.1', id: 'https://schemas.sidecart.dev/checkout.cart.updated/1.1', validator: validators['https://schemas.sidecart.dev/checkout.cart.updated/1.1']! },
    ],
  },
  {
    name: 'checkout.order.completed',
    owner: 'checkout',
    key: '/order/id',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/checkout.order.completed/1.0', validator: validators['https://schemas.sidecart.dev/checkout.order.completed/1.0']! },
      { version: '1.1', id: 'https://schemas.sidecart.dev/checkout.order.completed/1.1', validator: validators['https://schemas.sidecart.dev/checkout.order.completed/1.1']! },
    ],
  },
  {
    name: 'orders.order.completed',
    owner: 'orders',
    key: '/customer/id',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.order.completed/1.0', validator: validators['https://schemas.sidecart.dev/orders.order.completed/1.0']! },
    ],
  },
  {
    name: 'orders.order.created',
    owner: 'orders',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.order.created/1.0', validator: validators['https://schemas.sidecart.dev/orders.order.created/1.0']! },
    ],
  },
  {
    name: 'orders.order.failed',
    owner: 'orders',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.order.failed/1.0', validator: validators['https://schemas.sidecart.dev/orders.order.failed/1.0']! },
    ],
  },
  {
    name: 'orders.order.recorded',
    owner: 'orders',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.order.recorded/1.0', validator: validators['https://schemas.sidecart.dev/orders.order.recorded/1.0']! },
      { version: '1.1', id: 'https://schemas.sidecart.dev/orders.order.recorded/1.1', validator: validators['https://schemas.sidecart.dev/orders.order.recorded/1.1']! },
    ],
  },
  {
    name: 'orders.order.status_changed',
    owner: 'orders',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.order.status_changed/1.0', validator: validators['https://schemas.sidecart.dev/orders.order.status_changed/1.0']! },
    ],
  },
  {
    name: 'orders.review.requested',
    owner: 'orders',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/orders.review.requested/1.0', validator: validators['https://schemas.sidecart.dev/orders.review.requested/1.0']! },
    ],
  },
  {
    name: 'payment.payment.completed',
    owner: 'payment',
    key: '/paymentId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/payment.payment.completed/1.0', validator: validators['https://schemas.sidecart.dev/payment.payment.completed/1.0']! },
      { version: '1.1', id: 'https://schemas.sidecart.dev/payment.payment.completed/1.1', validator: validators['https://schemas.sidecart.dev/payment.payment.completed/1.1']! },
    ],
  },
  {
    name: 'payment.payment.failed',
    owner: 'payment',
    key: '/paymentId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/payment.payment.failed/1.0', validator: validators['https://schemas.sidecart.dev/payment.payment.failed/1.0']! },
      { version: '1.1', id: 'https://schemas.sidecart.dev/payment.payment.failed/1.1', validator: validators['https://schemas.sidecart.dev/payment.payment.failed/1.1']! },
    ],
  },
  {
    name: 'payment.payment.refunded',
    owner: 'payment',
    key: '/paymentId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/payment.payment.refunded/1.0', validator: validators['https://schemas.sidecart.dev/payment.payment.refunded/1.0']! },
    ],
  },
  {
    name: 'pricing.price.updated',
    owner: 'pricing',
    key: '/sku',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/pricing.price.updated/1.0', validator: validators['https://schemas.sidecart.dev/pricing.price.updated/1.0']! },
    ],
  },
  {
    name: 'shipping.shipment.cancelled',
    owner: 'shipping',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/shipping.shipment.cancelled/1.0', validator: validators['https://schemas.sidecart.dev/shipping.shipment.cancelled/1.0']! },
    ],
  },
  {
    name: 'shipping.shipment.created',
    owner: 'shipping',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/shipping.shipment.created/1.0', validator: validators['https://schemas.sidecart.dev/shipping.shipment.created/1.0']! },
    ],
  },
  {
    name: 'shipping.shipment.failed',
    owner: 'shipping',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/shipping.shipment.failed/1.0', validator: validators['https://schemas.sidecart.dev/shipping.shipment.failed/1.0']! },
    ],
  },
  {
    name: 'warehouse.inventory.rejected',
    owner: 'warehouse',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/warehouse.inventory.rejected/1.0', validator: validators['https://schemas.sidecart.dev/warehouse.inventory.rejected/1.0']! },
    ],
  },
  {
    name: 'warehouse.inventory.released',
    owner: 'warehouse',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/warehouse.inventory.released/1.0', validator: validators['https://schemas.sidecart.dev/warehouse.inventory.released/1.0']! },
    ],
  },
  {
    name: 'warehouse.inventory.reserved',
    owner: 'warehouse',
    key: '/orderId',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/warehouse.inventory.reserved/1.0', validator: validators['https://schemas.sidecart.dev/warehouse.inventory.reserved/1.0']! },
    ],
  },
  {
    name: 'warehouse.stock.updated',
    owner: 'warehouse',
    key: '/sku',
    contracts: [
      { version: '1.0', id: 'https://schemas.sidecart.dev/warehouse.stock.updated/1.0', validator: validators['https://schemas.sidecart.dev/warehouse.stock.updated/1.0']! },
    ],
  },
]);
