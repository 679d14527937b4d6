import { apiVersion, labels } from '../../synth/spec/names.ts';
import { at, merge, post, remove, store, type HandEdit } from './hand-edit.ts';

const demo = at.own(`stores/${store}`);
const git = 'a Store comes from its file';

/** Hands on Store and Fleet objects. */
export const editsOfStores: readonly HandEdit[] = [
  {
    command: 'kubectl edit store demo-shop',
    outcome: 'refused',
    why: git,
    request: () => merge(demo, { spec: { plan: 'large' } }),
  },
  {
    command: 'kubectl delete store demo-shop',
    outcome: 'refused',
    why: 'closing a store is a pull request that removes its file, with guards and a retention',
    request: () => remove(demo),
  },
  {
    command: 'kubectl delete stores --all',
    outcome: 'refused',
    says: /(demo-shop|brief) is kept by Git: edit stores/,
    why: 'one slip would close a fleet',
    request: () => remove(at.own('stores')),
  },
  {
    command: 'kubectl create -f store.yaml',
    outcome: 'refused',
    says: /a Store comes from its file: add .*\.yaml and open a pull request/,
    why: git,
    request: () =>
      post(at.own('stores'), {
        apiVersion,
        kind: 'Store',
        metadata: { name: 'wild', labels: { [labels.fleet]: 'shops' } },
        spec: { engine: 'woocommerce' },
      }),
  },
  {
    command: 'the finalizer of a Store taken off',
    outcome: 'refused',
    why: 'its data would be nobody’s; of a Store that is being deleted it may be taken off',
    request: () => merge(demo, { metadata: { finalizers: [] } }),
  },
  {
    command: `kubectl label store demo-shop ${labels.fleet}=other --overwrite`,
    outcome: 'refused',
    why: 'another fleet would close it',
    request: () => merge(demo, { metadata: { labels: { [labels.fleet]: 'other' } } }),
  },
  {
    command: 'kubectl annotate store demo-shop urumi.dev/blob=0000',
    outcome: 'refused',
    why: 'the fleet loop goes by it',
    request: () => merge(demo, { metadata: { annotations: { 'urumi.dev/blob': '0000' } } }),
  },
  {
    command: 'kubectl patch store demo-shop --subresource=status',
    outcome: 'refused',
    says: /the status is the controller's/,
    why: 'the inventory is there: what is not on it is forgotten, and what is may be removed',
    request: () => merge(`${demo}/status`, { status: { inventory: [] } }),
  },
  {
    command: 'kubectl patch fleet shops --subresource=status',
    outcome: 'refused',
    says: /the status is the controller's/,
    why: 'a pending approval is there',
    request: () => merge(`${at.own('fleets/shops')}/status`, { status: { stores: 0 } }),
  },
  {
    command: 'urumi purge demo-shop (its annotation on the Store)',
    outcome: 'allowed',
    why: 'whoever may patch Stores may ask for the purge of a closed one; of an open one it means nothing',
    request: () => merge(demo, { metadata: { annotations: { 'urumi.dev/purge-now': 'never' } } }),
  },
  {
    command: 'urumi approve, urumi reconcile (annotations on the Fleet)',
    outcome: 'allowed',
    why: 'whoever may patch Fleets decides for the fleet',
    request: () => merge(at.own('fleets/shops'), { metadata: { annotations: { 'urumi.dev/reconcile-at': 'now' } } }),
  },
  {
    command: 'kubectl edit fleet shops',
    outcome: 'allowed',
    why: 'a Fleet says what Git does not: where Git is',
    request: () => merge(at.own('fleets/shops'), { spec: { source: { interval: '2s' } } }),
  },
];
