/**
 * Carries out tasks in their order, so many at a time. A lane that is free takes the next task; none is begun once the signal has been given.
 *
 * @throws what a task throws; the lanes that are under way come to their end first
 */
export async function inLanes(tasks: Iterable<() => Promise<void>>, lanes: number, signal: AbortSignal): Promise<void> {
  const waiting = [...tasks];
  const lane = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined && !signal.aborted; task = waiting.shift()) await task();
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}
