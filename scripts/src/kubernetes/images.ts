import { SetupError } from '../errors.js';
import { imageOf } from './deployment.js';
import type { Sources } from './sources.js';

/** A kustomize component that gives every image its registry and version; the manifests name images without either. */
export function imagesComponent({ images }: Pick<Sources, 'images'>): object {
  const { registry, version, services, thirdParty } = images;
  const own = services.map((service) => ({ name: imageOf(service), newName: `${registry}/${service}`, newTag: version }));
  const others = Object.entries(thirdParty).map(([name, image]) => {
    const [, newName, newTag] = /^(.+):([^:/]+)$/.exec(image) ?? [];
    if (newName === undefined || newTag === undefined) throw new SetupError(`k8s/images.yaml: ${name} needs a tag.`);
    return { name, newName, newTag };
  });
  return { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', images: [...own, ...others] };
}
