import { moduleFolder, type GoModule } from '../go-module.js';

/** The projects whose own files say what a manifest may hold; versions are those the documentation has people install. */
const MODULES = {
  dapr: { path: 'github.com/dapr/dapr', version: 'v1.18.0' },
  components: { path: 'github.com/dapr/components-contrib', version: 'v1.18.0' },
  keda: { path: 'github.com/kedacore/keda/v2', version: 'v2.21.0' },
  prometheusOperator: { path: 'github.com/prometheus-operator/prometheus-operator', version: 'v0.85.0' },
} as const satisfies Record<string, GoModule>;

/** The folder of each project's source. */
export type Sources = { readonly [name in keyof typeof MODULES]: string };

/** Downloads the projects' sources, or finds them where Go keeps them. */
export async function findSources(): Promise<Sources> {
  const [dapr, keda, prometheusOperator] = await Promise.all(
    [MODULES.dapr, MODULES.keda, MODULES.prometheusOperator].map((module) => moduleFolder(module)),
  );
  // Not every checksum database knows it; Dapr, which is built from it, does.
  const components = await moduleFolder(MODULES.components, dapr);
  return { dapr, components, keda, prometheusOperator } as Sources;
}

/** Which versions those are. */
export function sourceVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(MODULES).map(([name, { version }]) => [name, version]));
}
