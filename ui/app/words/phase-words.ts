import type { Phase } from '../../../synth/spec/store.ts';
import type { StageName } from '../../../synth/spec/status.ts';
import type { Group } from '../../server/api/store-row.ts';

/** The class that gives a phase its colours; Purging looks as Closing does. */
export const phaseClass: Readonly<Record<Phase, string>> = {
  Pending: 'pending',
  Provisioning: 'prov',
  Ready: 'ready',
  Degraded: 'degr',
  Failed: 'fail',
  Suspended: 'susp',
  Closing: 'closing',
  Closed: 'closed',
  Purging: 'closing',
};

/** The order of the counts: by urgency, not by life cycle. Each shows the phases that its toggle filters by. */
export const countedPhases: readonly { readonly label: Phase; readonly phases: readonly Phase[] }[] = [
  { label: 'Failed', phases: ['Failed'] },
  { label: 'Degraded', phases: ['Degraded'] },
  { label: 'Pending', phases: ['Pending'] },
  { label: 'Provisioning', phases: ['Provisioning'] },
  { label: 'Closing', phases: ['Closing', 'Purging'] },
  { label: 'Ready', phases: ['Ready'] },
  { label: 'Suspended', phases: ['Suspended'] },
  { label: 'Closed', phases: ['Closed'] },
];

/** Headings of the list. */
export const groupTitle: Readonly<Record<Group | 'all', string>> = {
  all: 'By name',
  needs: 'Needs someone',
  motion: 'In motion',
  resting: 'Resting',
  open: 'Open',
};

/** What each stage is about, in the words of a shopkeeper. */
export const stageTitle: Readonly<Record<StageName, string>> = {
  guards: 'Namespace and limits',
  config: 'Secrets and settings',
  database: 'Database',
  setup: 'Setup',
  application: 'Application',
  ingress: 'Address',
  validation: 'Test order',
};

/** What a store waits for in each stage: the end of `Waiting for ...`. */
export const stageWaits: Readonly<Record<StageName, string>> = {
  guards: 'its namespace and limits',
  config: 'its secrets and settings',
  database: 'its database',
  setup: 'its setup',
  application: 'its application',
  ingress: 'its address',
  validation: 'its test order',
};

/** The engines by the names that people know. */
export const engineTitle = { woocommerce: 'WooCommerce', medusa: 'Medusa' } as const;
