import { parseArgs } from 'node:util';

/** What a run of `npm test` is to do. */
export interface TestOptions {
  readonly checks: boolean;
  readonly unit: boolean;
  readonly integration: boolean;
  /** Measured only when everything runs: of a part it would say nothing. */
  readonly coverage: boolean;
  /** Only tests whose title matches this. */
  readonly grep: string | undefined;
  /** Only test files in these folders, or these files themselves; empty: everywhere. */
  readonly paths: readonly string[];
  /** How many test processes run side by side. */
  readonly lanes: number;
}

export const usage = `npm test                      everything
npm test -- --check           only the static checks: format, types, lint, architecture, unused code
npm test -- --unit            only the unit tests (*.test.ts)
npm test -- --it              only the integration tests (*.it.test.ts), on the sandbox's real parts
npm test -- FOLDER|FILE ...   only the tests there
npm test -- --grep PATTERN    only the tests whose title matches
npm test -- --lanes N         so many test processes side by side, 1 to 16 (default 2)
These can be combined.`;

/**
 * Reads the command line.
 *
 * @throws TypeError that says which option is unknown, or which value makes no sense
 */
export function testOptions(args: readonly string[]): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      unit: { type: 'boolean', default: false },
      it: { type: 'boolean', default: false },
      grep: { type: 'string' },
      lanes: { type: 'string', default: '2' },
    },
  });
  const some = values.check || values.unit || values.it;
  const narrowed = positionals.length > 0 || values.grep !== undefined;
  return {
    checks: some ? values.check : !narrowed,
    unit: some ? values.unit : true,
    integration: some ? values.it : true,
    coverage: !some && !narrowed,
    grep: values.grep,
    paths: positionals,
    lanes: lanesOf(values.lanes),
  };
}

function lanesOf(text: string): number {
  const lanes = Number(text);
  if (Number.isInteger(lanes) && lanes >= 1 && lanes <= 16) return lanes;
  throw new TypeError(`--lanes ${text}: not a whole number from 1 to 16`);
}
