import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inLanes } from './in-lanes.ts';
import { closingLine, outcomeLine, type Outcome } from './outcome.ts';
import { runMocha } from './run-mocha.ts';
import { runProcess } from './run-process.ts';
import { binaries, coverage, staticChecks, type Check } from './static-checks.ts';
import { testFiles, type TestFiles } from './test-files.ts';
import { testOptions, usage, type TestOptions } from './test-options.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const coverageData = `${root}coverage/tmp`;
const checkLimitMs = 20 * 60_000;

/** The longest that a single test, or a hook, may keep silent. */
const silenceMs = { unit: 60_000, integration: 180_000 };

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => interrupted.abort(new Error(signal)));

async function runCheck({ name, command, live = false }: Check): Promise<Outcome> {
  const begin = performance.now();
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(checkLimitMs)]);
  const { code, output } = await runProcess(command, { signal, live });
  const ok = code === 0;
  const end = signal.aborted ? `ended early: ${String(signal.reason)}` : `exit code ${code ?? 'none'}`;
  const report = ok ? '' : `${output.trim()}\n${command.join(' ')}: ${end}`;
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, ms: performance.now() - begin, report };
}

type Step = () => Promise<Outcome>;

/** The steps of this run, in phases: one phase after the other, so many steps of a phase at a time. */
function phasesOf(options: TestOptions, files: TestFiles): { steps: Step[]; lanes: number }[] {
  const mocha =
    (name: string, of: readonly string[], limit: number): Step =>
    () =>
      runMocha({
        name,
        files: of,
        grep: options.grep,
        silenceMs: limit,
        coverage: options.coverage ? coverageData : undefined,
        signal: interrupted.signal,
        onProgress: (text) => console.log(`     ... ${name}: ${text}`),
      });
  const check =
    (what: Check): Step =>
    () =>
      runCheck(what);
  const integration = options.integration ? files.integration : [];
  const unit = options.unit && files.unit.length > 0 ? [mocha('unit tests', files.unit, silenceMs.unit)] : [];
  // A process and a control plane for each file. They wait more than they work: two of them fit two cores.
  const own = integration.map((file) => mocha(file, [file], silenceMs.integration));
  return [
    { steps: options.checks ? staticChecks.map(check) : [], lanes: 1 },
    { steps: own.length > 0 ? [check(binaries)] : [], lanes: 1 },
    { steps: [...unit, ...own], lanes: options.lanes },
    { steps: options.coverage ? [check(coverage)] : [], lanes: 1 },
  ];
}

async function main(options: TestOptions, files: TestFiles): Promise<void> {
  if (options.coverage) rmSync(coverageData, { recursive: true, force: true });
  const outcomes: Outcome[] = [];
  const told = (step: Step) => async (): Promise<void> => {
    const outcome = await step();
    outcomes.push(outcome);
    console.log(outcomeLine(outcome));
    if (outcome.report !== '') console.log(`\n${outcome.report}\n`);
  };
  for (const { steps, lanes } of phasesOf(options, files)) await inLanes(steps.map(told), lanes, interrupted.signal);
  process.exitCode = closed(outcomes);
}

/** Tells the end of the run. @returns the exit code */
function closed(outcomes: readonly Outcome[]): number {
  const failed = outcomes.filter((outcome) => outcome.failed > 0);
  if (failed.length > 0) console.log(`\nFailed:\n${failed.map((outcome) => `  ${outcome.name}`).join('\n')}`);
  const nothing = outcomes.every(({ passed, failed: broken }) => passed + broken === 0);
  if (nothing) console.log('\nNo test ran.');
  if (interrupted.signal.aborted)
    console.log(`\nInterrupted (${String(interrupted.signal.reason)}): the run is not complete.`);
  console.log(`\n${closingLine(outcomes)}`);
  return nothing || failed.length > 0 || interrupted.signal.aborted ? 1 : 0;
}

/** Undefined, and told, when the command line makes no sense. */
function readCommandLine(): { options: TestOptions; files: TestFiles } | undefined {
  try {
    const options = testOptions(process.argv.slice(2));
    return { options, files: testFiles(root, options.paths) };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return undefined;
  }
}

process.chdir(root);
process.env.PATH = `${root}node_modules/.bin:${process.env.PATH ?? ''}`;
const run = readCommandLine();
if (run === undefined) process.exitCode = 2;
else await main(run.options, run.files);
