import type { KubeObject } from '../cluster/object.ts';
import { labels } from '../synth/spec/names.ts';

/** On everything that `urumi install` applies. Not the label value of the stores' objects: the controller neither watches nor manages what is installed. */
export const installedLabels = { [labels.managedBy]: 'urumi-install', [labels.partOf]: 'urumi' };

/** Whether `urumi install` has applied an object. */
export function isInstalled({ metadata }: KubeObject): boolean {
  return metadata.labels?.[labels.managedBy] === installedLabels[labels.managedBy];
}
