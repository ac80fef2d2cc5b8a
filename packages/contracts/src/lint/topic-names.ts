import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { camelCase } from '../generate/names';

/** `<service>.<domain>.<action>`, each in lower case. */
export const TOPIC_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$/;

const VERSION_FILE = /^([1-9]\d*)\.(0|[1-9]\d*)\.json$/;

/** The topics a folder of schemas holds, by the constant code names them with: one a major version. */
export function topicConstants(schemas: string): ReadonlyMap<string, string> {
  const folders = existsSync(schemas) ? readdirSync(schemas).filter((name) => TOPIC_NAME.test(name)) : [];
  return new Map(folders.sort().flatMap((topic) => majorsIn(join(schemas, topic)).map((major) => [constantOf(topic, major), topic] as const)));
}

function constantOf(topic: string, major: string): string {
  return camelCase(topic) + (major === '1' ? '' : `V${major}`);
}

function majorsIn(folder: string): readonly string[] {
  return [...new Set(readdirSync(folder).flatMap((file) => VERSION_FILE.exec(file)?.[1] ?? []))];
}
