import { labels } from '../../synth/spec/names.ts';
import {
  applied,
  appliedAnew,
  at,
  debugContainer,
  json,
  merge,
  podManifest,
  post,
  remove,
  replaced,
  store,
  strategic,
  type HandEdit,
} from './hand-edit.ts';

const web = at.apps('deployments/web');
const image = { spec: { template: { spec: { containers: [{ name: 'apache', image: 'evil.example/shop:1' }] } } } };
const replicas = { spec: { replicas: 7 } };
const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
const git = 'Git says it';

/** Hands on what runs. */
export const editsOfWorkloads: readonly HandEdit[] = [
  {
    command: 'kubectl edit deployment web',
    outcome: 'refused',
    why: git,
    request: () => strategic(web, { spec: { template: { spec: { terminationGracePeriodSeconds: 1 } } } }),
  },
  {
    command: 'kubectl patch deployment web --type=merge',
    outcome: 'refused',
    why: git,
    request: () => merge(web, replicas),
  },
  {
    command: 'kubectl patch deployment web --type=json',
    outcome: 'refused',
    why: git,
    request: () => json(web, { op: 'replace', path: '/spec/replicas', value: 7 }),
  },
  {
    command: 'kubectl patch deployment web (strategic)',
    outcome: 'refused',
    why: git,
    request: () => strategic(web, replicas),
  },
  {
    command: 'kubectl apply --server-side --force-conflicts -f deployment.yaml',
    outcome: 'refused',
    why: git,
    request: () => applied(web, { apiVersion: 'apps/v1', kind: 'Deployment', ...replicas }),
  },
  {
    command: 'the same, with --field-manager=urumi',
    outcome: 'refused',
    why: 'a name is no identity; only a dry run by that name passes, which changes nothing',
    request: (scene) => appliedAnew(scene, web, { fieldManager: 'urumi' }),
  },
  {
    command: 'kubectl apply --dry-run=server -f deployment.yaml',
    outcome: 'refused',
    why: 'a dry run is told what the change itself would be told',
    request: () => applied(web, { apiVersion: 'apps/v1', kind: 'Deployment', ...replicas }, { dryRun: 'All' }),
  },
  {
    command: 'kubectl replace -f deployment.yaml',
    outcome: 'refused',
    why: git,
    request: (scene) =>
      replaced(scene, web, (object) => ({ ...object, spec: { ...(object['spec'] as object), replicas: 7 } })),
  },
  {
    command: 'kubectl set image deployment web',
    outcome: 'refused',
    why: git,
    request: () => strategic(web, image),
  },
  {
    command: 'kubectl rollout restart deployment web',
    outcome: 'refused',
    why: 'it changes the pod template, and Urumi would change it back: two rollouts. Delete the pods instead',
    request: () =>
      strategic(web, {
        spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } },
      }),
  },
  {
    command: 'kubectl rollout pause deployment web',
    outcome: 'refused',
    why: git,
    request: () => merge(web, { spec: { paused: true } }),
  },
  {
    command: 'kubectl scale deployment web --replicas=7',
    outcome: 'refused',
    why: 'the plan in the file says how many; `suspended: true` in the file says none',
    request: () => merge(`${web}/scale`, { ...scale, ...replicas }),
  },
  {
    command: 'kubectl scale statefulset db --replicas=0',
    outcome: 'refused',
    why: git,
    request: () => merge(at.apps('statefulsets/db/scale'), { ...scale, spec: { replicas: 0 } }),
  },
  {
    command: 'kubectl autoscale deployment web',
    outcome: 'refused',
    why: 'the autoscaler and Git would disagree for ever',
    request: () =>
      post(`/apis/autoscaling/v2/namespaces/store-${store}/horizontalpodautoscalers`, {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'web' },
        spec: { maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      }),
  },
  {
    command: 'kubectl label deployment web team=retail',
    outcome: 'refused',
    why: 'what a label means is another program’s choice; the file is where labels would come from',
    request: () => merge(web, { metadata: { labels: { team: 'retail' } } }),
  },
  {
    command: `kubectl label deployment web ${labels.managedBy}-`,
    outcome: 'refused',
    why: 'it would hide the object from Urumi',
    request: () => merge(web, { metadata: { labels: { [labels.managedBy]: null } } }),
  },
  {
    command: 'kubectl annotate deployment web note=mine',
    outcome: 'refused',
    why: git,
    request: () => merge(web, { metadata: { annotations: { note: 'mine' } } }),
  },
  {
    command: 'an owner reference that steals the deployment: its owner goes, and it goes too',
    outcome: 'refused',
    why: 'the garbage collector would delete a running shop',
    request: () =>
      merge(web, { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }] } }),
  },
  {
    command: 'a finalizer put on the deployment',
    outcome: 'refused',
    why: 'it would keep the store from being closed',
    request: () => merge(web, { metadata: { finalizers: ['example.com/mine'] } }),
  },
  {
    command: 'kubectl delete deployment web',
    outcome: 'refused',
    why: git,
    request: () => remove(web),
  },
  {
    command: 'kubectl delete statefulsets --all',
    outcome: 'refused',
    why: git,
    request: () => remove(at.apps('statefulsets')),
  },
  {
    command: 'kubectl delete job -l app.kubernetes.io/component=setup',
    outcome: 'refused',
    why: 'it would be made anew, and run again',
    request: () => ({
      ...remove(at.batch('jobs')),
      query: { labelSelector: 'app.kubernetes.io/component=setup' },
    }),
  },
  {
    command: 'kubectl patch cronjob wp-cron (suspended)',
    outcome: 'refused',
    why: 'orders, mails and clean-ups wait for it',
    request: () => merge(at.batch('cronjobs/wp-cron'), { spec: { suspend: true } }),
  },
  {
    command: 'kubectl create job --from=cronjob/wp-cron again',
    outcome: 'refused',
    why: 'it carries the labels of the shop’s own Jobs',
    request: async (scene) => {
      const cron = await scene.read(at.batch('cronjobs/wp-cron'));
      const { spec } = cron as unknown as { spec: { jobTemplate: { metadata: object; spec: object } } };
      const { metadata, spec: job } = spec.jobTemplate;
      return post(at.batch('jobs'), {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { ...metadata, name: 'again', labels: cron.metadata.labels },
        spec: job,
      });
    },
  },
  {
    command: 'kubectl scale replicaset web-…',
    outcome: 'refused',
    why: git,
    request: async (scene) => {
      const pod = await scene.read(at.core(`pods/${scene.pod}`));
      const owner = pod.metadata.ownerReferences?.[0]?.name ?? '';
      return merge(`${at.apps('replicasets')}/${owner}/scale`, { ...scale, ...replicas });
    },
  },
  {
    command: 'kubectl label pod web-… app.kubernetes.io/component-',
    outcome: 'refused',
    why: 'it takes the pod from its Service and leaves it running beside the shop',
    request: ({ pod }) => merge(at.core(`pods/${pod}`), { metadata: { labels: { [labels.component]: null } } }),
  },
  {
    command: 'kubectl run spy --labels=urumi.dev/store=demo-shop,app.kubernetes.io/component=web',
    outcome: 'refused',
    why: 'Services select by these labels: it would get customers’ requests',
    request: () =>
      post(
        at.core('pods'),
        podManifest('spy', 'ghcr.io/urumi-dev/woocommerce:1', { [labels.store]: store, [labels.component]: 'web' }),
      ),
  },
  {
    command: 'kubectl debug web-… --image=ghcr.io/urumi-dev/woocommerce (an ephemeral container)',
    outcome: 'refused',
    why: 'it runs code that Git does not know beside the shop, with its network; in an emergency break the glass',
    request: ({ pod }) =>
      strategic(at.core(`pods/${pod}/ephemeralcontainers`), debugContainer('ghcr.io/urumi-dev/woocommerce:1')),
  },
];
