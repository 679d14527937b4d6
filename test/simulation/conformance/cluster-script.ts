import type { ApiRequest } from '../../../cluster/connection.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { apiVersion } from '../../../synth/spec/names.ts';
import { storeSpecSchema } from '../../../synth/spec/store.ts';
import { at } from '../model/tree.ts';
import {
  apply,
  ask,
  create,
  get,
  isGone,
  merge,
  outcome,
  presence,
  remove,
  until,
  type Cluster,
  type Finding,
} from './cluster.ts';

const namespace = 'store-cluster';
const home = `/api/v1/namespaces/${namespace}`;
const hold = 'example.com/hold';

function object(kind: string, name: string, rest: object = {}, metadata: object = {}): object {
  return { apiVersion: 'v1', kind, metadata: { name, namespace, ...metadata }, ...rest };
}

const claim = (storage: string, more: object = {}): ApiRequest =>
  apply(
    `${home}/persistentvolumeclaims/data`,
    object('PersistentVolumeClaim', 'data', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more },
    }),
  );

/** What a script tells of itself as it goes. */
type Tell = (what: string, answer: unknown) => void;

/** Plays what happens in a cluster beyond the answers to single requests. */
export async function live(cluster: Cluster): Promise<Finding[]> {
  const findings: Finding[] = [];
  const tell: Tell = (what, answer) => findings.push([what, answer]);
  const path = '/api/v1/namespaces';
  await ask(cluster, create(path, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  await quotas(cluster, tell);
  await volumes(cluster, tell);
  await owners(cluster, tell);
  await stores(cluster, tell);
  await termination(cluster, tell);
  await history(cluster, tell);
  return findings;
}

async function quotas(cluster: Cluster, tell: Tell): Promise<void> {
  const hard = { 'count/secrets': '1', persistentvolumeclaims: '1', 'requests.storage': '2Gi' };
  const quota = object('ResourceQuota', 'quota', { spec: { hard } });
  await ask(cluster, apply(`${home}/resourcequotas/quota`, quota));
  const isCounted = (answer: KubeObject | string): boolean => at(answer, 'status', 'hard', 'count/secrets') === '1';
  tell(
    'a quota is counted',
    at(await until(cluster, get(`${home}/resourcequotas/quota`), isCounted), 'status', 'hard'),
  );

  const secret = (name: string): ApiRequest => apply(`${home}/secrets/${name}`, object('Secret', name));
  tell('what a quota allows', outcome(await ask(cluster, secret('one'))));
  tell('what exceeds a quota', outcome(await ask(cluster, secret('two'))));
  tell(
    'a change counts for no quota',
    outcome(await ask(cluster, merge(`${home}/secrets/one`, { metadata: { labels: { a: 'b' } } }))),
  );
  await ask(cluster, remove(`${home}/secrets/one`));
  const again = await until(cluster, secret('two'), (answer) => typeof answer !== 'string');
  tell('a place that became free', outcome(again));
}

async function volumes(cluster: Cluster, tell: Tell): Promise<void> {
  const path = `${home}/persistentvolumeclaims/data`;
  const phase = (answer: unknown): unknown => at(answer, 'status', 'phase');

  // A class that there is none of: such a claim stays as it is until somebody makes a volume for it.
  tell('a claim that nobody provides for', phase(await ask(cluster, claim('1Gi', { storageClassName: 'missing' }))));
  tell('its growth', outcome(await ask(cluster, claim('2Gi', { storageClassName: 'missing' }))));
  await ask(cluster, remove(path));
  tell('it is used by nobody', outcome(await until(cluster, get(path), isGone)));

  await until(cluster, claim('1Gi'), (answer) => typeof answer !== 'string');
  const bound = await until(cluster, get(path), (answer) => phase(answer) === 'Bound');
  const volume = `/api/v1/persistentvolumes/${String(at(bound, 'spec', 'volumeName'))}`;
  const made = await ask(cluster, get(volume));
  tell('the volume of a claim', [
    at(made, 'spec', 'persistentVolumeReclaimPolicy'),
    at(made, 'spec', 'claimRef', 'name'),
  ]);
  tell('the volume is protected', at(made, 'metadata', 'finalizers'));
  tell('growth beyond the quota', outcome(await ask(cluster, claim('3Gi'))));
  tell('growth within it', outcome(await ask(cluster, claim('2Gi'))));
  const hasGrown = (answer: KubeObject | string): boolean => at(answer, 'status', 'capacity', 'storage') === '2Gi';
  tell('it arrives', outcome(await until(cluster, get(path), hasGrown)));
  tell('a smaller claim', outcome(await ask(cluster, claim('1Gi'))));

  const spec = {
    automountServiceAccountToken: false,
    containers: [{ name: 'shop', image: 'shop', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  };
  // Its namespace's account may not be there yet.
  await until(cluster, create(`${home}/pods`, object('Pod', 'shop', { spec })), (answer) => typeof answer !== 'string');
  await until(cluster, get(`${home}/pods/shop`), (answer) => phase(answer) === 'Running');
  await ask(cluster, remove(path, { propagationPolicy: 'Background' }));
  await cluster.wait(1_000);
  tell('a claim that a pod uses', presence(await ask(cluster, get(path))));
  tell('its volume', presence(await ask(cluster, get(volume))));
  await ask(cluster, remove(`${home}/pods/shop`));
  tell('the claim, when the pod is gone', outcome(await until(cluster, get(path), isGone)));
  tell('the volume, when the claim is gone', outcome(await until(cluster, get(volume), isGone)));
}

async function owners(cluster: Cluster, tell: Tell): Promise<void> {
  const maps = `${home}/configmaps`;
  const owned = async (name: string, owner: KubeObject | string, metadata: object = {}): Promise<void> => {
    const { uid } = (owner as KubeObject).metadata;
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid, blockOwnerDeletion: true };
    await ask(cluster, create(maps, object('ConfigMap', name, {}, { ...metadata, ownerReferences: [reference] })));
  };
  const one = await ask(cluster, create(maps, object('ConfigMap', 'owner')));
  await owned('dependent', one);
  await ask(cluster, remove(`${maps}/owner`, { propagationPolicy: 'Background' }));
  tell('an owner that goes in the background', presence(await ask(cluster, get(`${maps}/owner`))));
  tell('its dependent follows', outcome(await until(cluster, get(`${maps}/dependent`), isGone)));

  await owned('late', one);
  tell('a dependent of what is gone', outcome(await until(cluster, get(`${maps}/late`), isGone)));

  const other = await ask(cluster, create(maps, object('ConfigMap', 'owner')));
  await owned('held', other, { finalizers: [hold] });
  await owned('free', other);
  await ask(cluster, remove(`${maps}/owner`, { propagationPolicy: 'Foreground' }));
  await until(cluster, get(`${maps}/free`), isGone);
  await cluster.wait(1_000);
  tell('an owner that goes in the foreground', presence(await ask(cluster, get(`${maps}/owner`))));
  tell('the dependent that it waits for', presence(await ask(cluster, get(`${maps}/held`))));
  await ask(cluster, merge(`${maps}/held`, { metadata: { finalizers: null } }));
  tell('the owner, when nothing is left', outcome(await until(cluster, get(`${maps}/owner`), isGone)));
}

/** Our own kinds: their spec is applied as a whole, their status by itself. */
async function stores(cluster: Cluster, tell: Tell): Promise<void> {
  const path = `/apis/${apiVersion}/namespaces/${namespace}/stores/shop`;
  const store = (more: object): object => ({
    apiVersion,
    kind: 'Store',
    metadata: { name: 'shop', namespace },
    ...more,
  });
  const spec = (fields: object): object => ({ spec: storeSpecSchema.parse({ engine: 'woocommerce', ...fields }) });
  const seen = async (what: string, request: ApiRequest): Promise<void> => {
    const answer = await ask(cluster, request);
    if (typeof answer === 'string') return tell(what, answer);
    const { generation, managedFields = [] } = answer.metadata;
    const owners = managedFields.map(
      ({ manager, operation, subresource = '' }) => `${manager} ${operation} ${subresource}`,
    );
    tell(what, { generation, owners: owners.sort(), spec: answer['spec'], status: answer['status'] });
  };

  await seen('a status of what is not there', apply(`${path}/status`, store({ status: { phase: 'Ready' } })));
  await seen('a store', apply(path, store(spec({ title: 'Flowers', hosts: ['one.example.org'] }))));
  await seen(
    'its status',
    apply(`${path}/status`, store({ status: { phase: 'Ready', url: 'https://one.example.org' } })),
  );
  await seen(
    'a status beside a spec',
    apply(path, store({ ...spec({ title: 'Roses' }), status: { phase: 'Failed' } })),
  );
  await seen(
    'a spec beside a status',
    apply(`${path}/status`, store({ ...spec({ title: 'Weeds' }), status: { phase: 'Closed' } })),
  );
  await seen('a field added by hand', merge(path, { spec: { suspended: true } }));
  await seen(
    'a status patched by hand, with the spec',
    merge(path, { spec: { title: 'Tulips' }, status: { phase: 'Purged' } }),
  );
  await seen('an apply over both', apply(path, store(spec({ title: 'Roses' }))));
  await ask(cluster, remove(path));
}

/** What was written before the server began to remember, or before it forgot. */
async function history(cluster: Cluster, tell: Tell): Promise<void> {
  await cluster.compact();
  const query = { watch: true, resourceVersion: '1' };
  const signal = AbortSignal.timeout(20_000);
  for await (const line of cluster.api.stream({ ...get(`${home}/configmaps`), query, signal })) {
    tell('a watch from long ago', [at(line, 'type'), at(line, 'object', 'code'), at(line, 'object', 'reason')]);
    return;
  }
}

async function termination(cluster: Cluster, tell: Tell): Promise<void> {
  const maps = `${home}/configmaps`;
  await ask(cluster, create(maps, object('ConfigMap', 'held', {}, { finalizers: [hold] })));
  await ask(cluster, create(maps, object('ConfigMap', 'free')));
  await ask(cluster, remove(home));
  const going = await ask(cluster, get(home));
  tell('a namespace that goes', at(going, 'status', 'phase'));
  tell('a creation in it', outcome(await ask(cluster, create(maps, object('ConfigMap', 'late')))));
  tell('an apply in it', outcome(await ask(cluster, apply(`${maps}/later`, object('ConfigMap', 'later')))));
  tell('what is free in it', outcome(await until(cluster, get(`${maps}/free`), isGone)));
  await cluster.wait(1_000);
  tell('what is held in it', presence(await ask(cluster, get(`${maps}/held`))));
  tell('the namespace still', at(await ask(cluster, get(home)), 'status', 'phase'));
  tell('a change in it', outcome(await ask(cluster, merge(`${maps}/held`, { data: { a: 'b' } }))));
  await ask(cluster, merge(`${maps}/held`, { metadata: { finalizers: null } }));
  tell('the namespace, when it is empty', outcome(await until(cluster, get(home), isGone)));
}
