import type { StageName } from '../../synth/spec/status.ts';
import { stageNames } from '../../synth/spec/status.ts';
import type { Phase } from '../../synth/spec/store.ts';

/** A Store object as a test wants it to be: nobody works on it, so it stays as it was painted. */
export interface PaintedStore {
  readonly name: string;
  readonly spec?: Record<string, unknown>;
  readonly status: Record<string, unknown>;
  readonly annotations?: Record<string, string>;
}

const revision = '8f31c2a0b9d14e6f7a8b9c0d1e2f3a4b5c6d7e8f';

interface Looks {
  readonly reason?: string;
  readonly message?: string;
  /** Since when, ms before now. */
  readonly agoMs?: number;
  /** The stage that is not done. */
  readonly stage?: StageName;
  readonly failed?: boolean;
}

/** Stages of a rollout that began a while ago and is at one of them; all done without one. */
function stagesOf({ stage, failed = false, agoMs = 60_000 }: Looks, now: number) {
  const at = stage === undefined ? stageNames.length : stageNames.indexOf(stage);
  const seconds = [1, 2, 14, 22, 12, 2, 6];
  let time =
    now - agoMs - (stage === undefined ? 59_000 : seconds.slice(0, at).reduce((sum, one) => sum + one * 1000, 0));
  return stageNames.map((name, index) => {
    if (index > at) return { name, state: 'Pending' };
    const startedAt = new Date(time).toISOString();
    time += (seconds[index] ?? 1) * 1000;
    if (index === at && !failed) return { name, state: 'Running', startedAt };
    return { name, state: index === at ? 'Failed' : 'Ready', startedAt, endedAt: new Date(time).toISOString() };
  });
}

/** The status of a store in a phase. */
export function statusOf(name: string, phase: Phase, looks: Looks = {}, now = Date.now()): Record<string, unknown> {
  const { reason = phase, message = '', agoMs = 60_000 } = looks;
  const stages = phase === 'Pending' ? [] : stagesOf(looks, now);
  const time = new Date(now - agoMs).toISOString();
  const ready = {
    type: 'Ready',
    status: phase === 'Ready' ? 'True' : 'False',
    reason,
    message,
    lastTransitionTime: time,
  };
  return {
    phase,
    conditions: [ready],
    url: `http://${name}.shops.example`,
    adminUrl: `http://${name}.shops.example/wp-admin/`,
    file: `stores/${name}.yaml`,
    revision,
    stages,
    ...(stages[0]?.startedAt !== undefined && { startedAt: stages[0].startedAt }),
    ...(phase === 'Ready' && {
      readyRevision: revision,
      history: [{ revision, at: time, outcome: 'Ready', seconds: 59 }],
    }),
  };
}

/** One store in every state that the list can show, and so many that are open. */
export function paintedStores(open: number, now = Date.now()): PaintedStore[] {
  const hour = 3_600_000;
  const closure = (days: number) => ({
    at: new Date(now - 2 * 24 * hour).toISOString(),
    revision,
    purgeAt: new Date(now + days * 24 * hour).toISOString(),
  });
  const owners = ['team-retail', 'team-papier', 'team-velo', 'team-garten'];
  const ready = Array.from({ length: open }, (_, index): PaintedStore => {
    const name = `open-${String(index).padStart(5, '0')}`;
    const spec = {
      owner: owners[index % owners.length],
      title: `Open ${index}`,
      plan: index % 3 === 0 ? 'medium' : 'small',
    };
    return { name, spec, status: statusOf(name, 'Ready', { message: 'the shop answers' }, now) };
  });
  return [
    {
      name: 'papier-laden',
      spec: { owner: 'team-papier', title: 'Papierladen' },
      status: statusOf(
        'papier-laden',
        'Failed',
        {
          reason: 'setup',
          message: 'stage setup: Job setup-5f2c failed: the database refused the password',
          stage: 'setup',
          failed: true,
          agoMs: 3.2 * hour,
        },
        now,
      ),
    },
    {
      name: 'kaffee-rot',
      spec: { owner: 'team-retail', plan: 'medium' },
      status: statusOf(
        'kaffee-rot',
        'Degraded',
        {
          reason: 'Unavailable',
          message: '1 of 2 web pods answers: pod web-7d9f is Unschedulable: 0/3 nodes have 2Gi of memory',
          agoMs: 18 * 60_000,
        },
        now,
      ),
    },
    {
      name: 'velo-kontor',
      spec: { owner: 'team-velo' },
      status: statusOf('velo-kontor', 'Ready', {}, now),
      annotations: {
        'urumi.dev/held': 'stores/velo-kontor.yaml:7:12: “9,4” is not a version. Write it with a point: “9.4”.',
      },
    },
    {
      name: 'atelier-north',
      spec: { owner: 'team-atelier', plan: 'medium', title: 'Atelier North' },
      status: statusOf(
        'atelier-north',
        'Provisioning',
        {
          reason: 'database',
          message: 'stage database waits for PersistentVolumeClaim db-data: the disk is not attached yet',
          stage: 'database',
          agoMs: 50_000,
        },
        now,
      ),
    },
    {
      name: 'nord-licht',
      spec: { owner: 'team-licht' },
      status: statusOf(
        'nord-licht',
        'Provisioning',
        {
          reason: 'application',
          message: 'stage application waits for Deployment web: 0 of 1 pods are ready',
          stage: 'application',
          agoMs: 22_000,
        },
        now,
      ),
    },
    {
      name: 'garten-eck',
      spec: { owner: 'team-garten' },
      status: statusOf('garten-eck', 'Pending', { reason: 'Queued', message: 'waits for its turn', agoMs: 8_000 }, now),
    },
    {
      name: 'uhren-seidl',
      spec: { owner: 'team-uhren', closure: closure(7) },
      status: statusOf(
        'uhren-seidl',
        'Closing',
        { reason: 'Closing', message: 'waits for pod web-0 to end', agoMs: 12_000 },
        now,
      ),
    },
    {
      name: 'sommer-popup',
      spec: { owner: 'team-retail', suspended: true },
      status: statusOf('sommer-popup', 'Suspended', { agoMs: 40 * 24 * hour }, now),
    },
    {
      name: 'federleicht',
      spec: { owner: 'team-retail', closure: closure(2) },
      status: { ...statusOf('federleicht', 'Closed', { agoMs: 48 * hour }, now), closedAt: closure(2).at },
    },
    {
      name: 'klang-kiste',
      spec: { owner: 'team-klang', closure: closure(23) },
      status: { ...statusOf('klang-kiste', 'Closed', { agoMs: 48 * hour }, now), closedAt: closure(23).at },
    },
    ...ready,
  ];
}

/** The status of a fleet with invalid files and closings that wait. */
export function paintedFleetStatus(stores: number, now = Date.now()): Record<string, unknown> {
  const time = new Date(now - 26 * 60_000).toISOString();
  return {
    head: revision,
    applied: revision,
    appliedAt: time,
    stores,
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'InvalidFiles',
        message: '2 files are not applied',
        lastTransitionTime: time,
      },
    ],
    invalid: [
      {
        file: 'stores/velo-kontor.yaml',
        blob: 'a',
        messages: ['stores/velo-kontor.yaml:7:12: “9,4” is not a version. Write it with a point: “9.4”.'],
      },
      {
        file: 'stores/kerzen-kontor.yaml',
        blob: 'b',
        messages: [
          'stores/kerzen-kontor.yaml:12:7: kerzen.example is already the address of lumen-leuchten. One of the two has to give it up.',
        ],
      },
    ],
    invalidCount: 2,
    pendingApproval: {
      revision: 'e77b02d0b9d14e6f7a8b9c0d1e2f3a4b5c6d7e8f',
      closures: 12,
      count: 12,
      stores: Array.from({ length: 12 }, (_, index) => `pop-up-${String(index + 1).padStart(2, '0')}`),
      reason: 'Revision e77b02d0b9d1 closes 12 stores, and one revision may close at most 3.',
      guard: 'ClosuresHeld',
    },
  };
}
