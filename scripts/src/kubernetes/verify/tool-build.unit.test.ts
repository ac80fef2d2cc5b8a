import { ownModule } from './tool-build.js';

test("when Kubernetes' go.mod is repeated, then its staging folders become the modules of the same release and the rest stays", () => {
  const original = [
    'module k8s.io/kubernetes',
    '',
    'go 1.23.0',
    '',
    'require k8s.io/api v0.0.0',
    '',
    'replace (',
    '\tk8s.io/api => ./staging/src/k8s.io/api',
    ')',
  ];
  expect(ownModule(original.join('\n'), { path: 'k8s.io/kubernetes', version: 'v1.32.0' })).toBe(
    [
      'module sidecart.dev/kubernetes-build',
      ...original.slice(1, 7),
      '\tk8s.io/api => k8s.io/api v0.32.0',
      ')',
      'require k8s.io/kubernetes v1.32.0',
      '',
    ].join('\n'),
  );
});
