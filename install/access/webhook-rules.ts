import { apiGroup } from '../../synth/spec/names.ts';
import type { AccessRule } from './access-rule.ts';

/** The webhook's account, its Secret with certificates, and the ValidatingWebhookConfiguration that it writes. */
export const webhookAccount = 'urumi-webhook';
const certificates = 'urumi-webhook-tls';
const configuration = 'urumi-admission';

/** What the webhook may do everywhere: have the API server ask it. Server-side apply creates by name, so the name bounds that too. */
export function webhookRules(): AccessRule[] {
  return [
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingwebhookconfigurations'],
      verbs: ['get', 'create', 'patch'],
      resourceNames: [configuration],
    },
  ];
}

/**
 * What the webhook may do in the namespace of Stores and Fleets: see them, to judge others by them; wake a fleet after a push; keep its certificates. It
 * has no right in any store, nor to anything that dry runs for plans would need: RBAC knows no dry run.
 */
export function webhookSystemRules(): AccessRule[] {
  return [
    { apiGroups: [apiGroup], resources: ['stores', 'fleets'], verbs: ['list', 'watch'] },
    { apiGroups: [apiGroup], resources: ['fleets'], verbs: ['patch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: [certificates] },
    // A name bounds no creation by POST.
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  ];
}
