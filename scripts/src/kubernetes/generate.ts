import { daprResources } from './components.js';
import { databaseList } from './databases.js';
import { imagesComponent } from './images.js';
import { toYaml } from './manifest.js';
import { dashboards, prometheusRules } from './monitoring.js';
import { serviceObjects } from './objects.js';
import type { Sources } from './sources.js';

/** The folders under k8s/ that hold generated files and nothing else. */
export const GENERATED = ['base/generated', 'components/images/generated', 'components/monitoring/generated', 'overlays/local/generated'] as const;

/** Every generated file, by its path under k8s/. */
export function generateManifests(sources: Sources): ReadonlyMap<string, string> {
  const base = new Map([
    ...sources.apps.map((app) => [`${app.appID}.yaml`, toYaml(...serviceObjects(sources, app))] as const),
    ['dapr.yaml', toYaml(...daprResources(sources))] as const,
  ]);
  const monitoring = new Map([
    ...prometheusRules(sources).map((rule) => [`${rule.metadata.name}.yaml`, toYaml(rule)] as const),
    ...dashboards(sources).map((dashboard) => [`${dashboard.metadata.name}.yaml`, toYaml(dashboard)] as const),
  ]);
  return new Map([
    ...folder('base/generated', base),
    ...folder('components/monitoring/generated', monitoring),
    ...folder('overlays/local/generated', new Map([['databases.yaml', toYaml(databaseList(sources))]])),
    ['components/images/generated/kustomization.yaml', toYaml(imagesComponent(sources))],
  ]);
}

/** Files, and the kustomization that lists them. */
function folder(path: string, files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [...files.keys()].sort() };
  return [...files, ['kustomization.yaml', toYaml(kustomization)] as const].map(([name, content]) => [`${path}/${name}`, content]);
}
