import { apiGroup } from '../../synth/spec/names.ts';
import type { AccessRule } from './access-rule.ts';

/** The account of the receiver of a forge's events, which is the one process that the outside reaches. */
export const webhookAccount = 'urumi-webhook';

/**
 * What the receiver may do in the namespace of Stores and Fleets: see them, and wake a fleet after a push; the policy in
 * ../policies/webhook-bounds.ts lets it change nothing else of a Fleet. It has no right in any store: what plans ask of the cluster needs more
 * (planner-rules.ts), which is the choice of whoever installs Urumi.
 *
 * @param gitSecrets names of Secrets that it may read, because it reads the stores repo with what is in them
 */
export function webhookSystemRules(gitSecrets: readonly string[] = []): AccessRule[] {
  return [
    { apiGroups: [apiGroup], resources: ['stores', 'fleets'], verbs: ['list', 'watch'] },
    { apiGroups: [apiGroup], resources: ['fleets'], verbs: ['patch'] },
    ...(gitSecrets.length > 0
      ? [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: gitSecrets }]
      : []),
  ];
}
