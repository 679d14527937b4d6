import { apiGroup } from '../../synth/spec/names.ts';
import type { AccessRule } from './access-rule.ts';
import { storeKinds } from './store-kinds.ts';

/** The UI's account. */
export const uiAccount = 'urumi-ui';

const follow = ['list', 'watch'];

/**
 * What the UI may do everywhere: look. It sees the objects that stores consist of, their pods, logs and Events; no Secret, and it changes nothing: people change stores
 * through the forge, as themselves.
 */
export function uiRules(): AccessRule[] {
  return [
    { apiGroups: [''], resources: ['namespaces', 'persistentvolumes', 'pods'], verbs: follow },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: follow },
    ...storeKinds.map(([group, resources]) => ({ apiGroups: [group], resources, verbs: follow })),
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['list'] },
  ];
}

/** What the UI may do in the namespace of Stores and Fleets. */
export function uiSystemRules(): AccessRule[] {
  return [{ apiGroups: [apiGroup], resources: ['stores', 'fleets'], verbs: follow }];
}
