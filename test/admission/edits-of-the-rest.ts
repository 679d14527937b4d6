import type { KubeObject } from '../../cluster/object.ts';
import { labels, managedByUrumi } from '../../synth/spec/names.ts';
import { at, merge, namespace, podManifest, post, remove, store, type HandEdit } from './hand-edit.ts';

const git = 'Git says it';
const data = 'it is the shop’s data, or opens it';
const apart = 'it keeps stores apart';
const home = `/api/v1/namespaces/${namespace}`;
const serviceOfSlice = 'kubernetes.io/service-name';
const elsewhere = [{ addresses: ['203.0.113.7'] }];
const metadata = (name: string): object => ({
  name,
  labels: { [labels.managedBy]: managedByUrumi, [labels.store]: store },
});

/** Hands on a store's configuration, data, guards and namespace. */
export const editsOfTheRest: readonly HandEdit[] = [
  {
    command: 'kubectl edit configmap store-env',
    outcome: 'refused',
    why: git,
    request: () => merge(at.core('configmaps/store-env'), { data: { WORDPRESS_DB_HOST: 'elsewhere' } }),
  },
  {
    command: 'kubectl delete configmaps --all',
    outcome: 'refused',
    why: git,
    request: () => remove(at.core('configmaps')),
  },
  {
    command: 'kubectl create configmap with the labels of what Urumi keeps',
    outcome: 'refused',
    why: 'Urumi removes what carries its labels and is in no file',
    request: () => post(at.core('configmaps'), { metadata: metadata('posing'), data: {} }),
  },
  {
    command: `kubectl label configmap kube-root-ca.crt ${labels.store}=${store}`,
    outcome: 'refused',
    why: 'Urumi removes what carries its labels and is in no file',
    request: () => merge(at.core('configmaps/kube-root-ca.crt'), { metadata: { labels: { [labels.store]: store } } }),
  },
  {
    command: 'kubectl delete pvc db-data',
    outcome: 'refused',
    why: data,
    request: () => remove(at.core('persistentvolumeclaims/db-data')),
  },
  {
    command: 'kubectl patch pvc uploads (more storage)',
    outcome: 'refused',
    why: git,
    request: () =>
      merge(at.core('persistentvolumeclaims/uploads'), { spec: { resources: { requests: { storage: '900Gi' } } } }),
  },
  {
    command: 'kubectl patch pvc db-data (its finalizer taken off)',
    outcome: 'refused',
    why: data,
    request: () => merge(at.core('persistentvolumeclaims/db-data'), { metadata: { finalizers: null } }),
  },
  {
    command: 'kubectl edit service web (another selector)',
    outcome: 'refused',
    why: 'it would send customers’ requests elsewhere',
    request: () => merge(at.core('services/web'), { spec: { selector: { 'app.kubernetes.io/component': 'spy' } } }),
  },
  {
    command: 'kubectl edit endpointslice web-… (another address)',
    outcome: 'refused',
    why: 'it would send customers’ requests elsewhere',
    request: async (scene) => {
      const slices = at.discovery('endpointslices');
      const { items } = (await scene.read(slices)) as unknown as { items: KubeObject[] };
      const slice = items.find(({ metadata }) => metadata.labels?.[serviceOfSlice] === 'web');
      return merge(`${slices}/${slice?.metadata.name}`, { endpoints: elsewhere });
    },
  },
  {
    command: 'kubectl create -f endpointslice.yaml (another address for the service web)',
    outcome: 'refused',
    why: 'it would send customers’ requests elsewhere',
    request: () =>
      post(at.discovery('endpointslices'), {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'mine', labels: { [serviceOfSlice]: 'web' } },
        addressType: 'IPv4',
        endpoints: elsewhere,
        ports: [{ name: 'http', port: 80 }],
      }),
  },
  {
    command: 'kubectl delete poddisruptionbudget web',
    outcome: 'refused',
    why: git,
    request: () => remove(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/web`),
  },
  {
    command: 'kubectl edit secret',
    outcome: 'refused',
    why: data,
    request: async (scene) => {
      const path = await aSecret(scene.read);
      return merge(path, { stringData: { password: 'guess' } });
    },
  },
  {
    command: 'kubectl delete secret',
    outcome: 'refused',
    why: data,
    request: async (scene) => remove(await aSecret(scene.read)),
  },
  {
    command: 'kubectl annotate ingress web …/rewrite-target=/',
    outcome: 'refused',
    why: git,
    request: () =>
      merge(at.network('ingresses/web'), {
        metadata: { annotations: { 'nginx.ingress.kubernetes.io/rewrite-target': '/' } },
      }),
  },
  {
    command: 'kubectl delete networkpolicy default-deny',
    outcome: 'refused',
    why: apart,
    request: () => remove(at.network('networkpolicies/default-deny')),
  },
  {
    command: 'kubectl edit resourcequota run',
    outcome: 'refused',
    why: apart,
    request: () => merge(at.core('resourcequotas/run'), { spec: { hard: { pods: '99' } } }),
  },
  {
    command: 'kubectl edit rolebinding store-manager',
    outcome: 'refused',
    why: 'it would give somebody else the controller’s rights, or take them from it',
    request: () =>
      merge(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/store-manager`, {
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'mallory' }],
      }),
  },
  {
    command: 'kubectl delete namespace store-demo-shop',
    outcome: 'refused',
    why: 'it is the store with all its data: remove its file, or `urumi purge`',
    request: () => remove(home),
  },
  {
    command: 'kubectl label namespace store-demo-shop pod-security.kubernetes.io/enforce=privileged',
    outcome: 'refused',
    why: `${apart}; locked also in an emergency`,
    request: () => merge(home, { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } }),
  },
  {
    command: `kubectl label namespace store-demo-shop ${labels.managedBy}-`,
    outcome: 'refused',
    why: 'the policies go by it; locked also in an emergency',
    request: () => merge(home, { metadata: { labels: { [labels.managedBy]: null } } }),
  },
  {
    command: 'kubectl annotate namespace store-demo-shop urumi.dev/registries=evil.example',
    outcome: 'refused',
    why: 'the policies go by it',
    request: () => merge(home, { metadata: { annotations: { 'urumi.dev/registries': 'evil.example' } } }),
  },
  {
    command: 'kubectl annotate namespace store-demo-shop urumi.dev/break-glass= (without a reason)',
    outcome: 'refused',
    says: /break-glass needs a reason/,
    why: 'whoever reads it wants to know why',
    request: () => merge(home, { metadata: { annotations: { 'urumi.dev/break-glass': ' ' } } }),
  },
  {
    command: `kubectl label namespace default ${labels.managedBy}=${managedByUrumi}`,
    outcome: 'refused',
    says: /default is kept by Git: the labels .* locked/,
    why: 'the policies, and the controller’s rights, go by it',
    request: () =>
      merge('/api/v1/namespaces/default', {
        metadata: { labels: { [labels.managedBy]: managedByUrumi, [labels.store]: store } },
      }),
  },
  {
    command: 'kubectl create namespace with the labels of a store',
    outcome: 'refused',
    says: /a store opens when its file is merged/,
    why: 'a store comes from its file',
    request: () =>
      post('/api/v1/namespaces', {
        metadata: {
          name: 'store-posing',
          labels: { [labels.managedBy]: managedByUrumi, [labels.store]: 'posing' },
        },
      }),
  },
  {
    command: 'kubectl run shell --image=busybox@evil.example',
    outcome: 'refused',
    says: /image evil\.example\/busybox:1 is not from the registries of the fleet \(ghcr\.io\/urumi-dev,docker\.io\/library\)/,
    why: 'only images of the fleet’s registries run beside shops',
    request: () => post(at.core('pods'), podManifest('shell', 'evil.example/busybox:1')),
  },
  {
    command: 'the same, from a registry whose name begins like an allowed one',
    outcome: 'refused',
    says: /is not from the registries/,
    why: 'names are compared part by part',
    request: () => post(at.core('pods'), podManifest('shell', 'ghcr.io/urumi-dev-evil/shop:1')),
  },
];

async function aSecret(read: (path: string) => Promise<object>): Promise<string> {
  const { items } = (await read(at.core('secrets'))) as { items: { metadata: { name: string; labels?: object } }[] };
  const found = items.find(({ metadata: { labels: own = {} } }) => labels.store in own);
  return at.core(`secrets/${found?.metadata.name ?? 'missing'}`);
}
