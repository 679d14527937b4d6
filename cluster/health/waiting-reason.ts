/** Nothing but time is needed: these say less than any other reason. */
const ordinaryWaits = new Set([
  'ContainerCreating',
  'PodInitializing',
  'ContainersNotReady',
  'ContainersNotInitialized',
  'LatestGenerationNotObserved',
  'Pending',
  'Progressing',
  'WaitForFirstConsumer',
  'WaitForPodScheduled',
  'ExternalProvisioning',
  'ExternalExpanding',
  'Resizing',
]);

/** The kubelet tries again, but with the same outcome until a person changes something. */
const onlyPeopleHelp = new Set(['InvalidImageName', 'CreateContainerConfigError', 'ErrImageNeverPull']);

/** Whether an InProgress with this reason is part of every start. */
export function isOrdinaryWait(reason: string): boolean {
  return ordinaryWaits.has(reason);
}

/** Whether a container that waits for this reason will wait for ever (`state.waiting.reason` in core/v1 ContainerState). */
export function needsPeople(reason: string): boolean {
  return onlyPeopleHelp.has(reason);
}
