import type { GuardedChild } from '../../sandbox/process/guarded-child.ts';
import { until } from '../harness/until.ts';

/** A process of a shop that was just started. */
interface Starting {
  readonly name: string;
  readonly child: GuardedChild;
  /** Whether it answers as it should; until it does, it may fail in any way. */
  readonly isUp: () => Promise<boolean>;
}

/**
 * Waits until a process answers.
 *
 * @throws Error with the end of its log, when the process ends instead
 */
export async function untilUp(
  { name, child, isUp }: Starting,
  options: Parameters<typeof until>[2] = {},
): Promise<void> {
  let log: string | undefined;
  void child.exited.then((exit) => (log = exit.log));
  await until(
    `${name} answers`,
    async () => {
      if (log !== undefined) throw new Error(`${name} ended while it started:\n${log}`);
      return isUp().catch(() => false);
    },
    options,
  );
}
