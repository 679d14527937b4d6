import { stringify } from 'yaml';
import { parseStoreFile } from '../../../synth/spec/parse-store-file.ts';
import { storeNameOf } from '../../../synth/spec/store-file-name.ts';
import { fleetSpecExample, storeExample, type StoreExample } from '../../testing/objects.ts';
import type { StoreObject } from '../../../synth/spec/objects.ts';
import { decideFleet } from '../decide-fleet.ts';
import { filesToRead } from '../files-to-read.ts';
import type { FleetDecision, FleetInput, ParsedFile } from '../fleet-decision.ts';
import type { StoreTree } from '../../../plan/store-tree.ts';

/** The revision that a scene decides about. */
export const head = 'b'.repeat(40);
/** When it does, ms since the epoch. */
const now = Date.parse('2026-11-21T10:00:00Z');

/** A file of a test: a spec, or the whole text. */
export type Content = Record<string, unknown> | string;

/** What a fleet looks like when the fleet loop decides. */
interface Scene {
  readonly files?: Record<string, Content>;
  readonly blobs?: Record<string, string>;
  readonly stores?: Record<string, StoreExample>;
  readonly tree?: StoreTree;
  readonly unusable?: Record<string, string>;
  readonly fleet?: Record<string, unknown>;
  readonly input?: Partial<FleetInput>;
}

function parsedFile(path: string, content: Content): ParsedFile {
  const manifest = {
    apiVersion: 'urumi.dev/v1alpha1',
    kind: 'Store',
    metadata: { name: storeNameOf(path) },
    spec: content,
  };
  return parseStoreFile(Buffer.from(typeof content === 'string' ? content : stringify(manifest)), path);
}

/** Decides. Files get the blob `blob-<name>` unless told otherwise: that of an unchanged store. */
export function decide(scene: Scene): FleetDecision {
  const contents = Object.entries(scene.files ?? {});
  const files = new Map(contents.map(([path]) => [path, scene.blobs?.[path] ?? `blob-${storeNameOf(path)}`]));
  const stores = new Map<string, StoreObject>(
    Object.entries(scene.stores ?? {}).map(([name, example]) => [name, storeExample(name, example)]),
  );
  const read = filesToRead(files, stores);
  return decideFleet({
    spec: fleetSpecExample(scene.fleet),
    revision: head,
    tree: scene.tree ?? { state: 'present', files, unusable: new Map(Object.entries(scene.unusable ?? {})) },
    approved: undefined,
    stores,
    foreign: { names: new Map(), hosts: new Map() },
    parsed: new Map(
      contents.filter(([path]) => read.has(path)).map(([path, content]) => [path, parsedFile(path, content)]),
    ),
    refused: new Map(),
    unrelated: [],
    now,
    ...scene.input,
  });
}

export const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
export const messages = ({ invalid }: FleetDecision): string => invalid.flatMap((file) => file.messages).join('\n');
/** The least that a file must say. */
export const good = { engine: 'woocommerce' };
/** A closing that is not due. */
export const closure = { at: '2026-11-20T10:00:00Z', revision: 'c'.repeat(40), purgeAt: '2026-11-27T10:00:00Z' };
