import { stat } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { maxFileBytes } from '../../synth/spec/decode-text.ts';
import type { Io } from '../io.ts';
import { checkManifests } from '../validate/check-manifests.ts';
import { findManifests, pathNotReadable } from '../validate/find-manifests.ts';
import { readStart } from '../validate/read-start.ts';
import { formats, renderReport, renderSummary } from '../validate/render-report.ts';
import type { Format } from '../validate/render-report.ts';

const help = `
Reads store and fleet files, each by itself and the stores together: their names, hosts and limits.
A fleet file says which domain and which limits hold for the stores in its folder.

Exit codes: 0 nothing wrong, 1 something is, 2 wrong usage.

Examples:
  urumi validate                          the folders stores and fleet
  urumi validate stores/flower-shop.yaml  one file
  urumi validate -o json                  for scripts: {valid, stores, fleets, problems: [{file, line, column, path, code, message}]}
  urumi validate -o github                for GitHub Actions: each problem at its line of the pull request
`;

/** Adds `urumi validate` to the program. */
export function registerValidate(program: Command, io: Io): void {
  program
    .command('validate')
    .summary('check store and fleet files')
    .description('Check store and fleet files: file:line:column: message.')
    .argument('[path...]', 'files or folders; default: stores and fleet where they exist, else the current folder')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('text'))
    .addHelpText('after', help)
    .action((paths: string[], { output }: { output: Format }) => validate(paths, output, io));
}

async function validate(paths: readonly string[], format: Format, io: Io): Promise<void> {
  const files = await findManifests(paths.length > 0 ? paths : await defaultPaths());
  const report = await checkManifests(contentsOf(files));
  io.stdout(renderReport(report, format));
  io.stderr(`${renderSummary(report)}\n`);
  io.setExitCode(report.problems.length === 0 ? 0 : 1);
}

async function defaultPaths(): Promise<string[]> {
  const folders: string[] = [];
  for (const folder of ['stores', 'fleet']) if (await isFolder(folder)) folders.push(folder);
  return folders.length > 0 ? folders : ['.'];
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw pathNotReadable(path, error);
  });
  return found?.isDirectory() ?? false;
}

async function* contentsOf(files: readonly string[]): AsyncGenerator<readonly [string, Uint8Array]> {
  for (const file of files) {
    const bytes = await readStart(file, maxFileBytes + 1).catch((error: unknown) => {
      throw pathNotReadable(file, error);
    });
    yield [file, bytes];
  }
}
