import { camelCase, topicKey, typeName } from './names';
import { newestOf, newestOfEachMajor } from './versions';
import type { SchemaFile, Sources } from './sources';

/** The registry over every topic and version. */
export function emitRegistry({ catalog, files }: Sources): string {
  const envelope = newestOf(files.filter((file) => file.kind === 'envelope'));
  const names = Object.keys(catalog).sort();
  return [
    "import type { ContractRegistry } from '../registry/contract';",
    "import { createRegistry } from '../registry/create-registry';",
    "import { validators } from './validators';",
    '',
    '/** Every contract in `json-schema/`. */',
    `export const registry: ContractRegistry = createRegistry(${validatorOf(envelope)}, [`,
    ...names.flatMap((name) => topicEntry(name, { catalog, files })),
    ']);',
    '',
  ].join('\n');
}

function topicEntry(name: string, { catalog, files }: Sources): readonly string[] {
  const versions = files.filter((file) => file.kind === 'topic' && file.name === name);
  return [
    '  {',
    `    name: ${quote(name)},`,
    `    owner: ${quote(catalog[name]?.owner ?? '')},`,
    `    key: ${quote(catalog[name]?.key ?? '')},`,
    '    contracts: [',
    ...versions.map((file) => `      { version: '${file.major}.${file.minor}', id: ${quote(file.id)}, validator: ${validatorOf(file)} },`),
    '    ],',
    '  },',
  ];
}

/** A constant a topic and major version, which carries the type of its data. */
export function emitTopics({ files }: Sources): string {
  const topics = newestOfEachMajor(files.filter((file) => file.kind === 'topic'));
  return [
    "import type { Topic } from '../registry/contract';",
    `import type { ${topics.map(typeName).join(', ')} } from './types';`,
    '',
    '/** Every topic, in each of its major versions. */',
    'export const topics: {',
    ...topics.map((file) => `  readonly ${topicKey(file)}: Topic<${typeName(file)}>;`),
    '} = {',
    ...topics.map((file) => `  ${topicKey(file)}: { name: ${quote(file.name)}, major: ${file.major} },`),
    '};',
    '',
  ].join('\n');
}

/** A contract a request body. */
export function emitBodies({ files }: Sources): string {
  const bodies = files.filter((file) => file.kind === 'body');
  return [
    "import type { BodyContract } from '../registry/contract';",
    "import { createBodyContract } from '../registry/create-registry';",
    `import type { ${bodies.map(typeName).join(', ')} } from './types';`,
    "import { validators } from './validators';",
    '',
    '/** The contract of every request body, by service and operation. */',
    'export const bodies: {',
    ...bodies.map((file) => `  readonly ${camelCase(file.name)}: BodyContract<${typeName(file)}>;`),
    '} = {',
    ...bodies.map((file) => `  ${camelCase(file.name)}: createBodyContract(${quote(file.name)}, ${validatorOf(file)}),`),
    '};',
    '',
  ].join('\n');
}

const quote = (text: string): string => `'${text}'`;
// The generator writes table and validators together, so the entry is always there.
const validatorOf = (file: SchemaFile): string => `validators['${file.id}']!`;
