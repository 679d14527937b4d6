import type { ApiRequest } from '../../../cluster/connection.ts';
import { apiVersionOf, kindInfo, type KindInfo } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { admit, checkChange } from './admission.ts';
import { deleteObject, deleteOptionsOf, store } from './deletion.ts';
import type { IsAtomic } from './field-set.ts';
import { Lists } from './lists.ts';
import { applied, updated, type Writer } from './managed-fields.ts';
import { ObjectStore, type ObjectStoreOptions } from './object-store.ts';
import { conflict, errorOf, invalid, notFound, Refusal } from './refuse.ts';
import { metadataOf, wantsMetadata } from './partial-metadata.ts';
import { targetOf, type Target } from './target.ts';
import { at, patched, textAt, type Tree } from './tree.ts';

const success = { kind: 'Status', apiVersion: 'v1', status: 'Success' };

/** Our own kinds declare their spec atomic (synth/spec/crd.ts). */
const atomicSpec: IsAtomic = (path) => path.length === 1 && path[0] === 'spec';
/** Kubernetes declares its selectors atomic. */
const selectors = new Set(['selector', 'podSelector', 'namespaceSelector', 'labelSelector']);
const builtIn: IsAtomic = (path) => selectors.has(path.at(-1) ?? '');

/**
 * A model of the API server: answers requests at once, from memory. test/simulation/conformance holds it to the real one.
 *
 * Left out: defaults, schemas, discovery, authorisation, dry runs, and whatever else neither the controller nor the model's own controllers depend on.
 */
export class ModelServer {
  readonly objects: ObjectStore;
  readonly #lists: Lists;
  #actor = 'cluster';

  constructor(options: ObjectStoreOptions) {
    this.objects = new ObjectStore(options);
    this.#lists = new Lists(this.objects);
  }

  /** Who sent the request that is being answered; `cluster` when it is the model itself that acts. */
  get actor(): string {
    return this.#actor;
  }

  /**
   * Answers a request; not a watch.
   *
   * @throws ApiError, as the connection to a real API server does
   */
  answer(request: ApiRequest, actor: string): unknown {
    this.#actor = actor;
    try {
      return this.#answer(request, targetOf(request.path));
    } catch (error) {
      throw error instanceof Refusal ? errorOf(request, error.answer) : error;
    } finally {
      this.#actor = 'cluster';
    }
  }

  /** Creates an object for a controller of the model. @throws Refusal when it is not admitted */
  create(object: KubeObject): KubeObject {
    const kind = kindOfObject(object);
    return this.#create(kind, object, this.#writer('cluster', kind));
  }

  /** Writes an object for a controller of the model, whose fields nobody else owns. */
  write(before: KubeObject, after: KubeObject): void {
    const kind = kindOfObject(before);
    if (this.objects.get(kind, before.metadata.namespace ?? '', before.metadata.name) === before)
      store(this.objects, kind, before, after);
  }

  /** Deletes an object for a controller of the model. */
  delete(object: KubeObject, options: Parameters<typeof deleteObject>[3] = {}): void {
    const kind = kindOfObject(object);
    const live = this.objects.get(kind, object.metadata.namespace ?? '', object.metadata.name);
    if (live?.metadata.uid === object.metadata.uid && live !== undefined)
      deleteObject(this.objects, kind, live, options);
  }

  #answer(request: ApiRequest, target: Target): unknown {
    const { kind, namespace, name } = target;
    if (name === '' && request.method === 'GET') return this.#lists.page(target, request);
    if (name === '') return this.#post(request, target);
    const live = this.objects.get(kind, namespace, name);
    const answer = this.#answerFor(request, target, live);
    return wantsMetadata(request) && answer !== success ? metadataOf(answer as KubeObject) : answer;
  }

  #answerFor(request: ApiRequest, target: Target, live: KubeObject | undefined): unknown {
    const { kind, name } = target;
    if (request.method === 'PATCH' && request.contentType === 'application/apply-patch+yaml')
      return this.#apply(request, target, live);
    if (live === undefined) throw notFound(resourceOf(kind), name);
    if (request.method === 'GET') return { ...live };
    if (request.method === 'PATCH') return this.#patch(request, target, live);
    if (request.method === 'DELETE') {
      const left = deleteObject(this.objects, kind, live, deleteOptionsOf(request.body));
      return left === undefined ? success : { ...left };
    }
    throw new Refusal({ status: 405, reason: 'MethodNotAllowed', message: request.method });
  }

  #post({ body, query }: ApiRequest, { kind, namespace }: Target): KubeObject {
    const object = body as KubeObject;
    const { name, generateName, ...metadata } = object.metadata;
    const given = name ?? `${String(generateName)}${this.objects.version.toString(36)}`;
    const manager = String(query?.['fieldManager'] ?? 'unknown');
    const whole = { ...object, metadata: { ...metadata, name: given, ...(kind.namespaced && { namespace }) } };
    return { ...this.#create(kind, whole, this.#writer(manager, kind)) };
  }

  #create(kind: KindInfo, object: KubeObject, writer: Writer): KubeObject {
    const { namespace = '', name } = object.metadata;
    if (this.objects.get(kind, namespace, name) !== undefined) {
      const message = `${resourceOf(kind)} "${name}" already exists`;
      throw new Refusal({ status: 409, reason: 'AlreadyExists', message });
    }
    const isOurs = this.#actor !== 'cluster';
    return this.objects.create(kind, admit(this.objects, kind, isOurs ? updated(undefined, object, writer) : object));
  }

  #apply({ body, query }: ApiRequest, { kind, name, subresource }: Target, live?: KubeObject): KubeObject {
    const wanted = body as KubeObject;
    const manager = String(query?.['fieldManager']);
    const writer = { ...this.#writer(manager, kind), ...(subresource !== '' && { subresource }) };
    if (live === undefined) {
      if (subresource !== '') throw notFound(resourceOf(kind), name);
      return this.#applyNew(kind, wanted, writer);
    }
    checkPreconditions(kind, wanted, live);
    const { object, conflicts } = applied(live, fieldsFor(wanted, subresource), writer);
    if (conflicts.length > 0 && query?.['force'] !== true) throw fieldConflict(conflicts);
    if (object === live) return { ...live };
    if (subresource === '') checkChange(this.objects, kind, live, object);
    return { ...(store(this.objects, kind, live, object) ?? object) };
  }

  #applyNew(kind: KindInfo, wanted: KubeObject, writer: Writer): KubeObject {
    const { name, namespace, uid } = wanted.metadata;
    if (uid !== undefined)
      throw conflict(
        `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    const empty = {
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: { name, ...(namespace && { namespace }) },
    };
    const { object } = applied(empty, fieldsFor(wanted, ''), writer);
    return { ...this.objects.create(kind, admit(this.objects, kind, object)) };
  }

  #patch({ body, query }: ApiRequest, { kind }: Target, live: KubeObject): KubeObject {
    checkPreconditions(kind, body as KubeObject, live);
    const { metadata = {}, status: _status, ...rest } = body as Tree;
    const { uid: _uid, resourceVersion: _version, ...meta } = metadata as Tree;
    const object = patched(live, { ...rest, metadata: meta }) as KubeObject;
    const after = updated(live, object, this.#writer(String(query?.['fieldManager'] ?? 'unknown'), kind));
    checkChange(this.objects, kind, live, after);
    return { ...(store(this.objects, kind, live, after) ?? after) };
  }

  #writer(manager: string, kind: KindInfo): Writer {
    return { manager, now: this.objects.now(), isAtomic: kind.group === 'urumi.dev' ? atomicSpec : builtIn };
  }
}

/** As messages name it: `deployments.apps`. */
function resourceOf({ plural, group }: KindInfo): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function kindOfObject({ apiVersion, kind }: KubeObject): KindInfo {
  const slash = apiVersion.indexOf('/');
  return kindInfo(kind, slash < 0 ? '' : apiVersion.slice(0, slash));
}

/** A subresource takes its own part of the object; everything else leaves that part alone. */
function fieldsFor(wanted: KubeObject, subresource: string): Tree {
  const { metadata, status, ...rest } = wanted;
  if (subresource === 'status') return { status };
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  const parts = Object.entries({ labels, annotations, finalizers, ownerReferences }).filter(
    ([, part]) => part !== undefined,
  );
  return parts.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(parts) };
}

function checkPreconditions(kind: KindInfo, wanted: Tree, live: KubeObject): void {
  const uid = textAt(wanted, 'metadata', 'uid');
  const version = at(wanted, 'metadata', 'resourceVersion');
  const what = `Operation cannot be fulfilled on ${resourceOf(kind)} "${live.metadata.name}"`;
  if (uid !== '' && uid !== live.metadata.uid)
    throw invalid(
      `${kind.kind} "${live.metadata.name}" is invalid: metadata.uid: Invalid value: "${uid}": field is immutable`,
    );
  if (version !== undefined && version !== live.metadata.resourceVersion)
    throw conflict(
      `${what}: the object has been modified; please apply your changes to the latest version and try again`,
    );
}

function fieldConflict(conflicts: readonly string[]): Refusal {
  const causes = conflicts.map((field) => ({ reason: 'FieldManagerConflict', message: field, field }));
  const message = `Apply failed with ${conflicts.length} conflict(s): ${conflicts.join(', ')}`;
  return new Refusal({ status: 409, reason: 'Conflict', message, causes });
}
