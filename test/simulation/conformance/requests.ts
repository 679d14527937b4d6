import type { ApiConnection, ApiRequest } from '../../../cluster/connection.ts';
import { isApiError } from '../../../cluster/errors.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { isTree, type Tree } from '../model/tree.ts';
import { apply, merge, remove } from './cluster.ts';

const namespace = 'store-conformance';
const maps = `/api/v1/namespaces/${namespace}/configmaps`;
const policies = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
const labels = { app: 'x' };

type Call = (known: KubeObject | undefined) => ApiRequest;

function map(name: string, data: object, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels, ...metadata }, data };
}

function policy(spec: object, extra: object = {}): object {
  const metadata = { name: 'p', namespace, labels: { ...labels, ...extra } };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

/** What is asked of both API servers, in order: a name, and the request, given the object that ConfigMap `a` was last. */
const calls: readonly (readonly [string, Call])[] = [
  ['an apply creates', () => apply(`${maps}/a`, map('a', { one: '1', two: '2' }))],
  ['the same apply changes nothing', () => apply(`${maps}/a`, map('a', { one: '1', two: '2' }))],
  ['an apply drops what it no longer names', () => apply(`${maps}/a`, map('a', { two: '2' }))],
  ['somebody changes and adds fields', () => merge(`${maps}/a`, { data: { two: 'edited', three: '3' } })],
  ['a forced apply takes a field back', () => apply(`${maps}/a`, map('a', { two: '2' }))],
  [
    'an apply that is not forced meets the owner',
    () => apply(`${maps}/a`, map('a', { two: '9' }), { manager: 'other', force: false }),
  ],
  [
    'two own a field with one value',
    () => apply(`${maps}/a`, map('a', { two: '2' }), { manager: 'other', force: false }),
  ],
  ['a shared field stays when one drops it', () => apply(`${maps}/a`, map('a', {}))],
  ['an apply with another uid', () => apply(`${maps}/a`, map('a', { two: '2' }, { uid: 'other' }))],
  ['an apply with a uid that nothing has', () => apply(`${maps}/b`, map('b', {}, { uid: 'other' }))],
  ['an apply with an old resourceVersion', () => apply(`${maps}/a`, map('a', { two: '2' }, { resourceVersion: '1' }))],
  ['a patch with an old resourceVersion', () => merge(`${maps}/a`, { metadata: { resourceVersion: '1' } })],
  ['a patch with another uid', () => merge(`${maps}/a`, { metadata: { uid: 'other' } })],
  ['a creation of what exists', () => ({ method: 'POST', path: maps, body: map('a', {}) })],
  [
    'a creation in no namespace',
    () => ({
      method: 'POST',
      path: maps.replace(namespace, 'nowhere'),
      body: { ...map('a', {}), metadata: { name: 'a' } },
    }),
  ],
  ['a read of what is not there', () => ({ method: 'GET', path: `${maps}/nothing` })],
  ['a deletion of another uid', () => remove(`${maps}/a`, { preconditions: { uid: 'other' } })],
  ['a deletion of what is not there', () => remove(`${maps}/nothing`)],
  ['a label leaves the selector', () => merge(`${maps}/a`, { metadata: { labels: { app: 'y' } } })],
  ['an apply brings the label back', () => apply(`${maps}/a`, map('a', { two: '2' }))],
  [
    'an apply gives a finalizer',
    () => apply(`${maps}/a`, map('a', { two: '2' }, { finalizers: ['example.com/hold'] })),
  ],
  [
    'a deletion waits for the finalizer',
    (known) => remove(`${maps}/a`, { preconditions: { uid: known?.metadata.uid } }),
  ],
  [
    'what is going can be applied to',
    () => apply(`${maps}/a`, map('a', { two: '3' }, { finalizers: ['example.com/hold'] })),
  ],
  ['the last finalizer lets it go', () => merge(`${maps}/a`, { metadata: { finalizers: null } })],
  ['it is gone', () => ({ method: 'GET', path: `${maps}/a` })],
  ['a new one by that name', () => apply(`${maps}/a`, map('a', { four: '4' }))],
  ['a deletion at once', () => remove(`${maps}/a`, { propagationPolicy: 'Background' })],
  ['a spec of generation 1', () => apply(`${policies}/p`, policy({ podSelector: {}, policyTypes: ['Ingress'] }))],
  [
    'labels count for no generation',
    () => apply(`${policies}/p`, policy({ podSelector: {}, policyTypes: ['Ingress'] }, { more: 'y' })),
  ],
  [
    'a changed spec counts',
    () => apply(`${policies}/p`, policy({ podSelector: { matchLabels: labels }, policyTypes: ['Ingress'] })),
  ],
  ['a list by label', () => ({ method: 'GET', path: policies, query: { labelSelector: 'app=x' } })],
  ['a list that selects nothing', () => ({ method: 'GET', path: policies, query: { labelSelector: 'app=z' } })],
  [
    'an apply to a missing namespace',
    () =>
      apply(`${maps.replace(namespace, 'nowhere')}/a`, {
        ...map('a', {}),
        metadata: { name: 'a', namespace: 'nowhere' },
      }),
  ],
];

/** What one API server made of the script. */
export interface Transcript {
  /** Name of the call → its answer, without what differs from run to run. */
  readonly answers: readonly (readonly [string, unknown])[];
  /** The events of a watch on the labelled ConfigMaps. */
  readonly events: readonly string[];
}

/** Sends the script to an API server, real or model. @param settle waits until its watches have told everything */
export async function converse(api: ApiConnection, settle: () => Promise<void>): Promise<Transcript> {
  await api.request({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  const list = await api.request<KubeObject>({ method: 'GET', path: maps });
  const abort = new AbortController();
  const events: string[] = [];
  const query = { watch: true, labelSelector: 'app=x', resourceVersion: list.metadata.resourceVersion };
  const watching = follow(api.stream({ method: 'GET', path: maps, query, signal: abort.signal }), events);
  const answers: [string, unknown][] = [];
  let known: KubeObject | undefined;
  for (const [name, call] of calls) {
    const { answer, object } = await ask(api, call(known), known);
    if (object?.kind === 'ConfigMap') known = object;
    answers.push([name, answer]);
  }
  await settle();
  abort.abort(new Error('the script is over'));
  await watching;
  return { answers, events };
}

async function follow(lines: AsyncIterable<unknown>, events: string[]): Promise<void> {
  try {
    for await (const line of lines) {
      const { type, object } = line as { type: string; object: KubeObject };
      if (type !== 'BOOKMARK')
        events.push(`${type} ${object.metadata.name} ${JSON.stringify(sorted(object['data']) ?? null)}`);
    }
  } catch (error) {
    if (!isApiError(error, 'Aborted')) throw error;
  }
}

async function ask(
  api: ApiConnection,
  request: ApiRequest,
  known: KubeObject | undefined,
): Promise<{ answer: unknown; object?: KubeObject }> {
  try {
    const object = await api.request<KubeObject>(request);
    const items = object['items'];
    if (Array.isArray(items)) return { answer: items.map((item) => (item as KubeObject).metadata.name) };
    if (object.kind === 'Status') return { answer: 'Status' };
    const isSameVersion = object.metadata.resourceVersion === known?.metadata.resourceVersion;
    return { answer: { ...shown(object), isSameVersion }, object };
  } catch (error) {
    if (!isApiError(error)) throw error;
    return { answer: `${error.code} ${error.status}` };
  }
}

/** What of an object the controller depends on. */
function shown({ metadata, data, spec }: KubeObject): object {
  const { labels, finalizers, generation, deletionTimestamp, managedFields = [] } = metadata;
  const owners = managedFields.map(({ manager, operation, fieldsV1 }) =>
    JSON.stringify([manager, operation, sorted(fieldsV1)]),
  );
  return {
    labels,
    finalizers,
    generation,
    isGoing: deletionTimestamp !== undefined,
    data,
    spec,
    owners: owners.sort(),
  };
}

/** Without the dots by which an update owns what holds its fields: nothing of ours looks at them. */
function sorted(fields: unknown): unknown {
  if (!isTree(fields)) return fields;
  const tree: Tree = fields;
  const keys = Object.keys(tree).filter((key) => key !== '.');
  return Object.fromEntries(keys.sort().map((key) => [key, sorted(tree[key])]));
}
