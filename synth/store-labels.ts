import { labels, managedByUrumi } from './spec/names.ts';

/** Labels of every object of a store. */
export function objectLabels(store: string, engine: string): Record<string, string> {
  return { [labels.managedBy]: managedByUrumi, [labels.partOf]: 'store', [labels.name]: engine, [labels.store]: store };
}

/**
 * The labels that selectors match on. They never change while a store lives: a Deployment's selector is immutable, and cdk8s' own default
 * (a hash of the construct's path) would change with any renaming in our code.
 */
export function selectorLabels(store: string, component: string): Record<string, string> {
  return { [labels.component]: component, [labels.store]: store };
}
