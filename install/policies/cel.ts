import { labels, managedByUrumi } from '../../synth/spec/names.ts';

/** Pieces of CEL that more than one policy is made of. Each is an expression in brackets or a call, so that they can be put together. */

/** A value as a CEL literal: a string or a list of strings. JSON's are CEL's. */
export const literal = (value: string | readonly string[]): string => JSON.stringify(value);

/** A label of `object` or `oldObject`; empty when it has none. */
export const labelOf = (object: string, label: string): string =>
  `${object}.metadata.?labels[?${literal(label)}].orValue("")`;

/** An annotation; empty when there is none. */
export const annotationOf = (object: string, annotation: string): string =>
  `${object}.metadata.?annotations[?${literal(annotation)}].orValue("")`;

/** Whether an object is there and carries the labels of what Urumi keeps. One of the two is enough: selectors match on either. */
export const isManaged = (object: string): string =>
  `(${object} != null && (${labelOf(object, labels.managedBy)} == ${literal(managedByUrumi)} || ${labelOf(object, labels.store)} != ""))`;

/** Whether an object is there and on its way out: nothing that ends is ever held up. */
export const isEnding = (object: string): string => `(${object} != null && has(${object}.metadata.deletionTimestamp))`;

/** A reason is a reason when something can be read in it. */
export const isGiven = (text: string): string => `${text}.matches("\\\\S")`;

/** Of an update: whether a field of the object is as it was. */
export const sameField = (field: string): string => `object.?${field} == oldObject.?${field}`;

/** Of an update: whether a field of the metadata is as it was. */
export const sameMetadata = (field: string): string => `object.metadata.?${field} == oldObject.metadata.?${field}`;

/** Of an update: whether all annotations but these are as they were. */
export function sameAnnotationsBut(keys: readonly string[]): string {
  const notes = (object: string): string => `${object}.metadata.?annotations.orValue({})`;
  const kept = (a: string, b: string): string =>
    `${a}.all(key, key in ${literal(keys)} || (key in ${b} && ${b}[key] == ${a}[key]))`;
  return `(${kept(notes('oldObject'), notes('object'))} && ${kept(notes('object'), notes('oldObject'))})`;
}
