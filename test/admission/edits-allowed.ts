import { appliedAnew, at, merge, namespace, podManifest, post, remove, type HandEdit } from './hand-edit.ts';

const home = `/api/v1/namespaces/${namespace}`;
const rbac = 'it changes nothing that Git says; RBAC says who may';

/** What hands may do in a store's namespace, on purpose. In this order: each leaves the store as it was, or as good. */
export const editsAllowed: readonly HandEdit[] = [
  {
    command: 'kubectl label namespace store-demo-shop team=retail',
    outcome: 'allowed',
    why: 'labels that guard nothing are anybody’s',
    request: () => merge(home, { metadata: { labels: { team: 'retail' } } }),
  },
  {
    command: 'kubectl create configmap notes',
    outcome: 'allowed',
    why: 'what does not carry Urumi’s labels is its maker’s',
    request: () => post(at.core('configmaps'), { metadata: { name: 'notes' }, data: { a: 'b' } }),
  },
  {
    command: 'kubectl delete configmap notes',
    outcome: 'allowed',
    why: 'what does not carry Urumi’s labels is its maker’s',
    request: () => remove(at.core('configmaps/notes')),
  },
  {
    command: 'kubectl run shell --image=docker.io/library/mariadb',
    outcome: 'allowed',
    why: 'a pod of one’s own with an image of the fleet’s registries, within pod security and quota',
    request: () => post(at.core('pods'), podManifest('shell', 'mariadb:11')),
  },
  {
    command: 'kubectl delete pod shell',
    outcome: 'allowed',
    why: 'what does not carry Urumi’s labels is its maker’s',
    request: () => remove(at.core('pods/shell')),
  },
  {
    command: 'kubectl patch deployment web --subresource=status',
    outcome: 'allowed',
    why: 'statuses are their controllers’, which write them again',
    request: () => merge(at.apps('deployments/web/status'), { status: { observedGeneration: 1 } }),
  },
  {
    command: 'kubectl create token web',
    outcome: 'allowed',
    why: 'the accounts of a store have no rights',
    request: () => post(at.core('serviceaccounts/web/token'), { spec: { expirationSeconds: 600 } }),
  },
  {
    command: 'kubectl logs web-…',
    outcome: 'allowed',
    why: rbac,
    inVain: true,
    request: ({ pod }) => ({ method: 'GET', path: at.core(`pods/${pod}/log`) }),
  },
  {
    command: 'kubectl exec web-… -- sh',
    outcome: 'allowed',
    why: rbac,
    inVain: true,
    request: ({ pod }) => ({
      method: 'POST',
      path: at.core(`pods/${pod}/exec`),
      query: { command: 'sh', stdout: true },
    }),
  },
  {
    command: 'kubectl port-forward web-…',
    outcome: 'allowed',
    why: rbac,
    inVain: true,
    request: ({ pod }) => ({ method: 'POST', path: at.core(`pods/${pod}/portforward`), query: { ports: 80 } }),
  },
  {
    command: 'a pod bound to a node by hand',
    outcome: 'allowed',
    why: 'it says where a pod runs, which Git does not',
    inVain: true,
    request: ({ pod }) =>
      post(at.core(`pods/${pod}/binding`), {
        metadata: { name: pod },
        target: { apiVersion: 'v1', kind: 'Node', name: 'node-1' },
      }),
  },
  {
    command: 'what `urumi plan --live` asks: the controller’s apply, as a dry run',
    outcome: 'allowed',
    why: 'it changes nothing, and must be told what the controller would be told',
    request: (scene) => appliedAnew(scene, at.apps('deployments/web'), { fieldManager: 'urumi', dryRun: 'All' }),
  },
  {
    command: 'kubectl drain: an eviction',
    outcome: 'allowed',
    why: 'nodes must be drained; the disruption budget of the store says when',
    inVain: true,
    request: ({ pod }) =>
      post(at.core(`pods/${pod}/eviction`), { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } }),
  },
  {
    command: 'kubectl delete pod web-…',
    outcome: 'allowed',
    why: 'it is made anew: this is how to restart a shop',
    request: ({ pod }) => remove(at.core(`pods/${pod}`)),
  },
];
