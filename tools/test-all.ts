import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

/** The steps of this run in their order; each is carried out when its turn comes. */
function* steps(options: TestOptions, files: TestFiles): Generator<() => Promise<Outcome>> {
  const mocha = (name: string, of: readonly string[], limit: number) => () =>
    runMocha({
      name,
      files: of,
      grep: options.grep,
      silenceMs: limit,
      coverage: options.coverage ? coverageData : undefined,
      signal: interrupted.signal,
      onProgress: (text) => console.log(`     ... ${name}: ${text}`),
    });
  if (options.checks) for (const check of staticChecks) yield () => runCheck(check);
  if (options.unit && files.unit.length > 0) yield mocha('unit tests', files.unit, silenceMs.unit);
  if (options.integration && files.integration.length > 0) {
    yield () => runCheck(binaries);
    // A process and a control plane for each file, one after the other: several at once would disturb each other's timing.
    for (const file of files.integration) yield mocha(file, [file], silenceMs.integration);
  }
  if (options.coverage) yield () => runCheck(coverage);
}

async function main(options: TestOptions, files: TestFiles): Promise<void> {
  if (options.coverage) rmSync(coverageData, { recursive: true, force: true });
  const outcomes: Outcome[] = [];
  for (const step of steps(options, files)) {
    if (interrupted.signal.aborted) break;
    const outcome = await step();
    outcomes.push(outcome);
    console.log(outcomeLine(outcome));
    if (outcome.report !== '') console.log(`\n${outcome.report}\n`);
  }
  const failed = outcomes.filter((outcome) => outcome.failed > 0);
  if (failed.length > 0) console.log(`\nFailed:\n${failed.map((outcome) => `  ${outcome.name}`).join('\n')}`);
  const nothing = outcomes.every(({ passed, failed: broken }) => passed + broken === 0);
  if (nothing) console.log('\nNo test ran.');
  if (interrupted.signal.aborted)
    console.log(`\nInterrupted (${String(interrupted.signal.reason)}): the run is not complete.`);
  console.log(`\n${closingLine(outcomes)}`);
  process.exitCode = nothing || failed.length > 0 || interrupted.signal.aborted ? 1 : 0;
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
