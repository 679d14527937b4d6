import type { KubeObject } from '../../../cluster/object.ts';
import { systemImages } from '../images/system-images.ts';

const namespace = 'traefik';
/** The label by which a fleet's network policies know it, unless the fleet says otherwise. */
const labels = { 'app.kubernetes.io/name': 'traefik' };
const group = 'rbac.authorization.k8s.io';
const seen = ['get', 'list', 'watch'];

/** Traefik as the ingress controller, on the node's ports 80 and 443; its certificate is its own, which nobody trusts. */
export const ingress: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'traefik', namespace } },
  {
    apiVersion: `${group}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'traefik' },
    rules: [
      { apiGroups: [''], resources: ['services', 'secrets', 'nodes', 'configmaps', 'namespaces'], verbs: seen },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: seen },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'ingressclasses'], verbs: seen },
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: ['update'] },
    ],
  },
  {
    apiVersion: `${group}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'traefik' },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'traefik' },
    subjects: [{ kind: 'ServiceAccount', name: 'traefik', namespace }],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'traefik' },
    spec: { controller: 'traefik.io/ingress-controller' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'traefik', namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      // The ports of the node are taken until the old one has gone.
      strategy: { type: 'Recreate' },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: 'traefik',
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'traefik',
              image: systemImages.traefik,
              imagePullPolicy: 'Never',
              args: [
                '--entrypoints.web.address=:8000',
                '--entrypoints.websecure.address=:8443',
                '--entrypoints.websecure.http.tls=true',
                '--providers.kubernetesingress=true',
                '--ping=true',
                '--global.checknewversion=false',
                '--global.sendanonymoususage=false',
                '--log.level=INFO',
              ],
              ports: [
                { containerPort: 8000, hostPort: 80 },
                { containerPort: 8443, hostPort: 443 },
              ],
              readinessProbe: { httpGet: { path: '/ping', port: 8080 }, periodSeconds: 1 },
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  },
];
