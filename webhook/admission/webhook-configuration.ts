import type { KubeObject } from '../../cluster/object.ts';
import { apiGroup, labels } from '../../synth/spec/names.ts';

/** Name of the ValidatingWebhookConfiguration. Deleting it switches the webhook off until the next start. */
export const configurationName = 'urumi-admission';
export const configurationId = `ValidatingWebhookConfiguration.admissionregistration.k8s.io//${configurationName}`;

/** Where the API server reaches the webhook: an address, or a Service of the cluster. */
export type WebhookTarget =
  | { readonly url: string }
  | { readonly service: { readonly name: string; readonly namespace: string; readonly port?: number } };

export interface WebhookConfigurationOptions {
  readonly target: WebhookTarget;
  /** Where Store and Fleet objects are: elsewhere nobody follows them, and nobody needs to judge them. */
  readonly namespace: string;
  /** PEM; absent: somebody else writes it. */
  readonly caBundle?: string | undefined;
  /** `<namespace>/<name>` of the cert-manager Certificate whose authority its injector writes into `caBundle`. */
  readonly injectFrom?: string | undefined;
}

export const validatePath = '/validate';

/** Kubernetes' advice: low, because writes wait for it (https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/). */
const timeoutSeconds = 3;

const fleetOf = (object: string): string => `${object}.metadata.?labels[?'${labels.fleet}']`;

/** Whoever takes a finalizer off, or adds the last one, must not need us. */
const isStaying = { name: 'is-staying', expression: '!has(object.metadata.deletionTimestamp)' };

/** Statuses are another resource. What is left are annotations, finalizers and the like, which nobody judges: a purge works without us. */
const changes = (more: string): { name: string; expression: string } => ({
  name: 'changes-what-is-judged',
  expression: `request.operation == 'CREATE' || object.spec != oldObject.spec${more}`,
});

/**
 * The configuration by which the API server asks us: about Stores and Fleets of one namespace, when they are made or their specs change, and
 * about nothing else. Refuses when nobody answers: nothing unchecked becomes desired state, and running stores do not depend on it.
 */
export function webhookConfiguration(options: WebhookConfigurationOptions): KubeObject {
  const { injectFrom } = options;
  const annotations = injectFrom === undefined ? {} : { 'cert-manager.io/inject-ca-from': injectFrom };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: configurationName, labels: { 'app.kubernetes.io/part-of': 'urumi' }, annotations },
    webhooks: [
      webhook('stores', [isStaying, changes(` || ${fleetOf('object')} != ${fleetOf('oldObject')}`)], options),
      webhook('fleets', [isStaying, changes('')], options),
    ],
  };
}

function webhook(
  resource: 'stores' | 'fleets',
  matchConditions: readonly object[],
  { target, namespace, caBundle }: WebhookConfigurationOptions,
) {
  return {
    name: `${resource}.admission.${apiGroup}`,
    admissionReviewVersions: ['v1'],
    clientConfig: {
      ...clientOf(target),
      ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle).toString('base64') }),
    },
    rules: [
      {
        apiGroups: [apiGroup],
        apiVersions: ['v1alpha1'],
        operations: ['CREATE', 'UPDATE'],
        resources: [resource],
        scope: 'Namespaced',
      },
    ],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    matchPolicy: 'Equivalent',
    matchConditions,
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds,
  };
}

function clientOf(target: WebhookTarget): object {
  if ('url' in target) return { url: `${target.url}${validatePath}` };
  const { name, namespace, port = 443 } = target.service;
  return { service: { name, namespace, port, path: validatePath } };
}

/** The names under which the API server reaches a target; the certificate must have them. */
export function hostsOf(target: WebhookTarget): string[] {
  if ('url' in target) return [new URL(target.url).hostname];
  const { name, namespace } = target.service;
  return [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`];
}

/** The target as a URL without a path, for a probe of our own. */
export function originOf(target: WebhookTarget): string {
  if ('url' in target) return target.url;
  const { name, namespace, port = 443 } = target.service;
  return `https://${name}.${namespace}.svc:${port}`;
}
