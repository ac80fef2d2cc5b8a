import type { SchemaFile } from './sources';

/** `orders.order.status_changed` → `OrdersOrderStatusChanged`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** `orders.order.status_changed` → `ordersOrderStatusChanged`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** Name of the type of one major version: minors share it, and majors after the first say which they are. */
export function typeName(file: SchemaFile): string {
  if (file.kind === 'body') return `${pascalCase(file.name)}Body`;
  return pascalCase(file.name) + (file.major === 1 ? '' : `V${file.major}`);
}

/** Name of one major version of a topic in `topics`. */
export function topicKey(file: SchemaFile): string {
  return camelCase(file.name) + (file.major === 1 ? '' : `V${file.major}`);
}
