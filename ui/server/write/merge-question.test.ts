import assert from 'node:assert/strict';
import type { ChangedFile } from '../../../forge/changed-files.ts';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import { closingsOf } from './closings-of.ts';
import { mergeObstacle, type MergeFacts } from './merge-question.ts';

const verdict = (state: CommitVerdict['state'], description = 'closes 1'): CommitVerdict => ({
  state,
  description,
  targetUrl: undefined,
});
const pull = {
  state: 'open',
  isDraft: false,
  mergeable: true,
  base: { branch: 'main', sha: '', repository: '' },
} as const;
const obstacle = (more: Partial<MergeFacts> = {}) =>
  mergeObstacle({ pull, account: { login: 'ann', access: 'write' }, plan: verdict('success'), ...more });

describe('what stands between a pull request and its merge', () => {
  it('is nothing when its plan succeeded and the person may write', () => {
    assert.equal(obstacle(), undefined);
    assert.equal(obstacle({ pull: { ...pull, mergeable: undefined } }), undefined, 'the forge does not know yet');
  });

  it('is the plan, until it says yes', () => {
    assert.match(obstacle({ plan: undefined }) ?? '', /Nobody has said/);
    assert.match(obstacle({ plan: verdict('pending') }) ?? '', /is being made/);
    assert.match(obstacle({ plan: verdict('failure', '1 problem') }) ?? '', /says no: 1 problem\./);
    assert.match(obstacle({ plan: verdict('error', 'no cluster') }) ?? '', /could not be made: no cluster\./);
  });

  it('is the person, the draft, the conflict and the end of it', () => {
    assert.match(obstacle({ account: { login: 'ann', access: 'read' } }) ?? '', /ann may propose .* not merge/);
    assert.match(obstacle({ pull: { ...pull, isDraft: true } }) ?? '', /draft/);
    assert.match(obstacle({ pull: { ...pull, mergeable: false } }) ?? '', /conflicts with main/);
    assert.match(obstacle({ pull: { ...pull, state: 'merged' } }) ?? '', /merged already/);
  });
});

describe('the closings of a merge', () => {
  const store = (name: string, more: object = {}) =>
    ({
      metadata: {
        name,
        labels: { 'urumi.dev/fleet': 'shops' },
        annotations: { 'urumi.dev/file': `stores/${name}.yaml` },
      },
      spec: { deletion: { policy: 'Retain', retention: '7d', protected: false }, ...more },
      status: { volumes: [{ claim: 'db-data', uid: 'u', volume: 'v', size: '5Gi' }] },
    }) as never;
  const names = ['a', 'b', 'c', 'd', 'e'];
  const fleet = (limit: number | string, pendingApproval?: object) =>
    ({
      metadata: { name: 'shops' },
      spec: { limits: { closuresPerRevision: limit }, retention: '7d' },
      status: { pendingApproval },
    }) as never;
  const removed = (...of: string[]): ChangedFile[] =>
    of.map((name) => ({ path: `stores/${name}.yaml`, change: 'removed', previousPath: undefined }));
  const ask = (
    files: readonly ChangedFile[],
    of = fleet(1),
    stores: Iterable<never> = names.map((name) => store(name)),
  ) => closingsOf({ files, fleet: of, stores });

  it('are those whose files go, with what they hold and for how long', () => {
    assert.deepEqual(ask([...removed('a'), { path: 'README.md', change: 'removed', previousPath: undefined }]), {
      closings: [{ name: 'a', volumes: [{ claim: 'db-data', size: '5Gi' }], retentionMs: 7 * 86_400_000, held: false }],
      complete: true,
    });
  });

  it('need an approval of just their count when they are more than the fleet closes unasked', () => {
    assert.deepEqual(ask(removed('a', 'b')).approval, { count: 2, limit: 1 });
    assert.equal(ask(removed('a', 'b'), fleet('10%')).approval, undefined, 'three pass in any case');
    assert.deepEqual(ask(removed('a', 'b', 'c', 'd'), fleet('10%')).approval, { count: 4, limit: 3 });
  });

  it('are none of a file that only moves, of a store that is protected, closed, or of another fleet', () => {
    const moved: ChangedFile = { path: 'stores/berlin/a.yaml', change: 'renamed', previousPath: 'stores/a.yaml' };
    assert.deepEqual(ask([moved]).closings, []);
    const closed = store('b', { closure: { at: '2026-11-21T10:00:00Z' }, deletion: {} });
    const safe = store('c', { deletion: { policy: 'Retain', protected: true } });
    assert.deepEqual(ask(removed('b', 'c'), fleet(1), [closed, safe]).closings, []);
    const foreign = { metadata: { name: 'other' }, spec: { limits: { closuresPerRevision: 1 } }, status: {} } as never;
    assert.deepEqual(ask(removed('a'), foreign).closings, []);
  });

  it('count those that wait already, whose files are gone, because they are asked about again', () => {
    const waiting = { revision: 'r', closures: 2, stores: ['d', 'e'], reason: '' };
    const { closings, approval, complete } = ask(removed('a'), fleet(1, waiting));
    assert.deepEqual(
      closings.map(({ name, held }) => [name, held]),
      [
        ['a', false],
        ['d', true],
        ['e', true],
      ],
    );
    assert.deepEqual([approval?.count, complete], [3, true]);
    assert.equal(ask(removed('a'), fleet(1, { ...waiting, closures: 200 })).complete, false, 'not all are named');
  });
});
