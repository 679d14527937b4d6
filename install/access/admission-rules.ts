import { apiGroup } from '../../synth/spec/names.ts';
import type { AccessRule } from './access-rule.ts';

/** The admission webhook's account, its Secret with certificates, and the ValidatingWebhookConfiguration that it writes. */
export const admissionAccount = 'urumi-admission';
const certificates = 'urumi-webhook-tls';
const configuration = 'urumi-admission';

/** What the admission webhook may do everywhere: have the API server ask it. Server-side apply creates by name, so the name bounds that too. */
export function admissionRules(): AccessRule[] {
  return [
    {
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['validatingwebhookconfigurations'],
      verbs: ['get', 'create', 'patch'],
      resourceNames: [configuration],
    },
  ];
}

/** What the admission webhook may do in the namespace of Stores and Fleets: see them, to judge others by them, and keep its certificates. */
export function admissionSystemRules(): AccessRule[] {
  return [
    { apiGroups: [apiGroup], resources: ['stores', 'fleets'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: [certificates] },
    // A name bounds no creation by POST.
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  ];
}
