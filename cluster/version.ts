import { fieldManager } from './field-manager.ts';
import type { ObjectMeta } from './object.ts';

type ManagedFields = NonNullable<ObjectMeta['managedFields']>[number];

/**
 * The version of what an object asks for. It changes when somebody changes a field that Urumi has applied, or, for kinds that count generations, anything in
 * the spec; it does not change when a controller writes status, annotations or finalizers. Equal to the one that our apply returned: nothing to do.
 *
 * `g<generation>m<hash>` for kinds that count generations, `m<hash>` for the others. The hash is over our own server-side apply entry in
 * `metadata.managedFields`. That is precise: whoever changes or removes a field that we own takes its ownership, so the field leaves our entry; and what others add beside our
 * fields is nothing that applying ours again would undo. (https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts)
 * It is also what makes labels count: they are no part of any generation. `m0` means that we have applied nothing to the object.
 *
 * resourceVersion cannot serve: it changes with every status that a controller writes.
 */
export function versionOf(
  meta: Pick<ObjectMeta, 'generation' | 'managedFields'>,
  countsGenerations: boolean,
  manager: string = fieldManager,
): string {
  const applied = appliedHash(meta.managedFields, manager);
  return countsGenerations ? `g${meta.generation ?? 0}m${applied}` : `m${applied}`;
}

function appliedHash(entries: readonly ManagedFields[] | undefined, manager: string): string {
  if (entries === undefined) return '0';
  for (const entry of entries) if (isOurs(entry, manager)) return hashEntry(entry);
  return '0';
}

function isOurs(entry: ManagedFields, manager: string): boolean {
  return entry.manager === manager && entry.operation === 'Apply' && !entry.subresource;
}

/**
 * The time is part of it: somebody who applies in our name changes values without changing owners. It moves only when an apply changes something, and counts whole seconds.
 *
 * 53 bits: over the few hundred versions that one object sees, a collision is out of the question.
 */
function hashEntry(entry: ManagedFields): string {
  const hash = new TextHash();
  hash.add(entry.time ?? '');
  hashFields(entry.fieldsV1, hash);
  return hash.text();
}

/** fieldsV1 is a tree of field names; the API server writes them in a fixed order. */
function hashFields(fields: unknown, hash: TextHash): void {
  hash.add('{');
  if (typeof fields === 'object' && fields !== null) {
    for (const name in fields) {
      hash.add(name);
      hashFields((fields as Record<string, unknown>)[name], hash);
    }
  }
  hash.add('}');
}

/** Two interleaved FNV-like lanes with a final mix ("cyrb53", public domain): no allocation per field, unlike node:crypto. */
class TextHash {
  #high = 0xdeadbeef;
  #low = 0x41c6ce57;

  add(text: string): void {
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2_654_435_761);
      low = Math.imul(low ^ code, 1_597_334_677);
    }
    // so that ('a', 'b') and ('ab') differ
    this.#high = Math.imul(high ^ 0x1f, 2_654_435_761);
    this.#low = Math.imul(low ^ 0x1f, 1_597_334_677);
  }

  text(): string {
    let high = Math.imul(this.#high ^ (this.#high >>> 16), 2_246_822_507);
    high ^= Math.imul(this.#low ^ (this.#low >>> 13), 3_266_489_909);
    let low = Math.imul(this.#low ^ (this.#low >>> 16), 2_246_822_507);
    low ^= Math.imul(this.#high ^ (this.#high >>> 13), 3_266_489_909);
    return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
  }
}
