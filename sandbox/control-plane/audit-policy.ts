import { stringify } from 'yaml';

/**
 * Who asked for what, never what was in it: one event per request when it is done, and for a watch one when it begins
 * (and another when it ends, with the same audit id).
 */
export const auditPolicy = stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
});
