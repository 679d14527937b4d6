import type { ApiRequest } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';

/** What a hand finds in the cluster: the store demo-shop, Ready. */
export interface Scene {
  /** Name of a pod of the shop's web component. */
  readonly pod: string;
  /** An object as it is. */
  readonly read: (path: string) => Promise<KubeObject>;
}

/** One thing that somebody with all rights does by hand, and what becomes of it. docs/admission.md lists them all. */
export interface HandEdit {
  /** As people would type it, or say it. */
  readonly command: string;
  readonly outcome: 'refused' | 'allowed';
  /** Of a refusal: what the message says, by default that it names the store's file. */
  readonly says?: RegExp;
  /** For the table: why it is so. */
  readonly why: string;
  /** It is admitted, and then fails for another reason: nobody listens at the pods of a sandbox. */
  readonly inVain?: boolean;
  readonly request: (scene: Scene) => ApiRequest | Promise<ApiRequest>;
}

export const store = 'demo-shop';
export const namespace = `store-${store}`;

/** Paths of the store's objects. */
export const at = {
  core: (resource: string) => `/api/v1/namespaces/${namespace}/${resource}`,
  apps: (resource: string) => `/apis/apps/v1/namespaces/${namespace}/${resource}`,
  batch: (resource: string) => `/apis/batch/v1/namespaces/${namespace}/${resource}`,
  network: (resource: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/${resource}`,
  discovery: (resource: string) => `/apis/discovery.k8s.io/v1/namespaces/${namespace}/${resource}`,
  own: (resource: string) => `/apis/urumi.dev/v1alpha1/namespaces/urumi-system/${resource}`,
};

export const merge = (path: string, body: object): ApiRequest => ({
  method: 'PATCH',
  path,
  contentType: 'application/merge-patch+json',
  body,
});

export const strategic = (path: string, body: object): ApiRequest => ({
  method: 'PATCH',
  path,
  contentType: 'application/strategic-merge-patch+json',
  body,
});

export const json = (path: string, ...body: object[]): ApiRequest => ({
  method: 'PATCH',
  path,
  contentType: 'application/json-patch+json',
  body,
});

/** `kubectl apply --server-side --force-conflicts` */
export const applied = (path: string, body: object, query: ApiRequest['query'] = {}): ApiRequest => ({
  method: 'PATCH',
  path,
  query: { fieldManager: 'kubectl', force: true, ...query },
  contentType: 'application/apply-patch+yaml',
  body,
});

export const post = (path: string, body: object): ApiRequest => ({ method: 'POST', path, body });
export const remove = (path: string): ApiRequest => ({ method: 'DELETE', path });

/** `kubectl replace`: the object as it is, with one thing changed. */
export async function replaced(
  scene: Scene,
  path: string,
  change: (object: KubeObject) => object,
): Promise<ApiRequest> {
  return { method: 'PUT', path, body: change(await scene.read(path)) };
}

/** The object as the controller would apply it, with another number of replicas. */
export async function appliedAnew(scene: Scene, path: string, query: ApiRequest['query']): Promise<ApiRequest> {
  const { apiVersion, kind, metadata, spec } = await scene.read(path);
  const { name, labels } = metadata;
  return applied(
    path,
    { apiVersion, kind, metadata: { name, labels }, spec: { ...(spec as object), replicas: 7 } },
    query,
  );
}

/** A container that the namespace's pod security lets in. */
export const debugContainer = (image: string): object => ({
  spec: { ephemeralContainers: [{ name: 'debug', image, securityContext: restricted }] },
});

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** A pod that the namespace's pod security lets in. */
export function podManifest(name: string, image: string, labels: Record<string, string> = {}): object {
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      activeDeadlineSeconds: 60,
      containers: [{ name: 'main', image, resources, securityContext: restricted }],
    },
  };
}
