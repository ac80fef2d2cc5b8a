export type { BodyContract, ContractRegistry, DataContract, Topic, Violation } from './registry/contract';
export type * from './generated/types';
export { bodies } from './generated/bodies';
export { registry } from './generated/registry';
export { topics } from './generated/topics';
