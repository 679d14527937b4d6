/** What a store is made of, as resources by API group; not its Secrets, which have rights of their own. */
export const storeKinds: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['', ['configmaps', 'services', 'serviceaccounts', 'resourcequotas', 'limitranges', 'persistentvolumeclaims']],
  ['apps', ['deployments', 'statefulsets']],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['batch', ['jobs', 'cronjobs']],
  ['networking.k8s.io', ['ingresses', 'networkpolicies']],
  ['policy', ['poddisruptionbudgets']],
  ['rbac.authorization.k8s.io', ['rolebindings']],
];
