import type { KubeObject } from '../../../cluster/object.ts';
import { at } from './tree.ts';

type Matches = (object: KubeObject) => boolean;

/** Label and field selectors as far as they are used: `a=b,c!=d,e` and `a.b=c`. */
export function selects(labelSelector: unknown, fieldSelector: unknown): Matches {
  const terms = [...termsOf(labelSelector, labelOf), ...termsOf(fieldSelector, fieldOf)];
  return (object) => terms.every((term) => term(object));
}

function termsOf(selector: unknown, read: (object: KubeObject, key: string) => string | undefined): Matches[] {
  if (typeof selector !== 'string' || selector === '') return [];
  return selector.split(',').map((term) => {
    const [, key = '', operator = '', value = ''] = /^([^=!]+)(!=|==?)?(.*)$/.exec(term) ?? [];
    if (operator === '') return (object) => read(object, key) !== undefined;
    return (object) => (read(object, key) === value) === (operator !== '!=');
  });
}

function labelOf({ metadata }: KubeObject, key: string): string | undefined {
  return metadata.labels?.[key];
}

function fieldOf(object: KubeObject, key: string): string | undefined {
  const value = at(object, ...key.split('.'));
  return typeof value === 'string' ? value : undefined;
}
