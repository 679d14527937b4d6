/** A random run that did not end as it should. */
export class FaultRunError extends Error {
  override readonly name = 'FaultRunError';
  readonly seed: number;

  constructor(
    what: string,
    run: { seed: number; trace: readonly string[]; faults: ReadonlyMap<string, number>; cause?: unknown },
  ) {
    const faults = [...run.faults].map(([fault, count]) => `${fault} ${count}`).join(', ');
    super(
      [`seed ${run.seed}: ${what}`, 'What happened, with ms since the start:', ...run.trace, `Faults: ${faults}`].join(
        '\n',
      ),
      { cause: run.cause },
    );
    this.seed = run.seed;
  }
}
