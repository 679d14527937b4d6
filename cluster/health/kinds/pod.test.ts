import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

const waits = (name: string, reason: string): object => ({
  name,
  ready: false,
  state: { waiting: { reason, message: reason } },
});

function podHealth(status: Record<string, unknown>): Health {
  return health({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-1' }, spec: {}, status });
}

describe('health of a pod', () => {
  it('is InProgress before anything is known of it', () => {
    assert.equal(podHealth({}).status, 'InProgress');
    assert.equal(podHealth({ phase: 'Unknown' }).reason, 'Unknown');
  });

  it('tells the container in trouble from the one that merely starts', () => {
    const containerStatuses = [waits('one', 'ContainerCreating'), waits('two', 'ImagePullBackOff')];
    assert.equal(podHealth({ phase: 'Pending', containerStatuses }).reason, 'ImagePullBackOff');
  });

  it('puts a container that only people can mend before one that is tried again', () => {
    const containerStatuses = [waits('one', 'ImagePullBackOff'), waits('two', 'InvalidImageName')];
    const found = podHealth({ phase: 'Pending', containerStatuses });
    assert.deepEqual(found, {
      status: 'Failed',
      reason: 'InvalidImageName',
      message: 'container "two" waits: InvalidImageName',
    });
  });

  it('looks at init containers, which hold back the others', () => {
    const status = {
      initContainerStatuses: [waits('init', 'CrashLoopBackOff')],
      containerStatuses: [waits('web', 'PodInitializing')],
    };
    assert.equal(podHealth({ phase: 'Pending', ...status }).reason, 'CrashLoopBackOff');
  });

  it('does not mind an init container that is done', () => {
    const initContainerStatuses = [
      { name: 'init', ready: true, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
    ];
    const conditions = [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [web]',
      },
    ];
    const containerStatuses = [{ name: 'web', ready: false, restartCount: 0, state: { running: {} }, lastState: {} }];
    const found = podHealth({ phase: 'Running', initContainerStatuses, containerStatuses, conditions });
    assert.deepEqual(found, {
      status: 'InProgress',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [web]',
    });
  });

  it('shows a container that has just ended, before the back-off begins', () => {
    const containerStatuses = [
      { name: 'c', ready: false, state: { terminated: { exitCode: 1, reason: 'Error', message: 'no' } } },
    ];
    const found = podHealth({ phase: 'Running', containerStatuses });
    assert.deepEqual(found, {
      status: 'InProgress',
      reason: 'Error',
      message: 'container "c" ended with exit code 1 (Error): no',
    });
  });

  it('never repeats a password from a termination message', () => {
    const terminated = { exitCode: 1, reason: 'Error', message: 'connect failed: password=hunter2\n' };
    const found = podHealth({ phase: 'Failed', containerStatuses: [{ name: 'c', state: { terminated } }] });
    assert.equal(found.message, 'container "c" ended with exit code 1 (Error): connect failed: password=***');
  });

  it('keeps a scheduling gate apart from a pod that finds no node', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'gated' }];
    assert.equal(podHealth({ phase: 'Pending', conditions }).reason, 'SchedulingGated');
  });

  it('has failed when evicted', () => {
    const found = podHealth({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' });
    assert.deepEqual(found, { status: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' });
  });
});
