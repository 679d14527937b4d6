import type { Engine, Phase as StorePhase, Plan } from '../../../synth/spec/store.ts';

/** Words of the schema, spelt out: the app takes types from the server's side and no code, which would bring all of zod along. */
export type Phase = StorePhase;
export const phases = [
  'Failed',
  'Degraded',
  'Pending',
  'Provisioning',
  'Closing',
  'Purging',
  'Ready',
  'Suspended',
  'Closed',
] as const satisfies readonly Phase[];
export const engines = ['woocommerce', 'medusa'] as const satisfies readonly Engine[];
export const plans = ['small', 'medium', 'large'] as const satisfies readonly Plan[];
