import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SetupError } from '../errors.js';
import type { Images } from '../kubernetes/sources.js';
import { projectRoot } from '../stack/paths.js';

/** Reads k8s/images.yaml: every image there is, and their version. */
export function readImages(): Images {
  return parse(readFileSync(join(projectRoot, 'k8s', 'images.yaml'), 'utf8')) as Images;
}

/** The folder of what an image runs. Throws a SetupError for a name that is not in the list. */
export function folderOf(name: string, { services }: Images = readImages()): string {
  if (!services.includes(name)) throw new SetupError(`There is no image ${name}; k8s/images.yaml knows ${services.join(', ')}.`);
  return existsSync(join(projectRoot, 'services', name)) ? `services/${name}` : `exporters/${name}`;
}
