import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { parseFleetFile } from './spec/parse-fleet-file.ts';
import { parseStoreFile } from './spec/parse-store-file.ts';
import { type Problem, renderProblem } from './spec/problem.ts';
import { synthesise } from './synthesise.ts';
import type { KubernetesObject, Synthesis } from './synthesis.ts';

/**
 * The app that cdk8s.yaml names: `npx cdk8s synth` writes a file per store into dist/, or wherever the CLI says (CDK8S_OUTDIR). URUMI_STORES is
 * the folder of the store files, URUMI_FLEET the fleet file; without them it takes those of the template.
 */
const storesFolder = process.env['URUMI_STORES'] ?? 'stores-repo-template/stores';
const fleetFile = process.env['URUMI_FLEET'] ?? 'stores-repo-template/fleet/local.yaml';

function main(): void {
  const parsed = parseFleetFile(readFileSync(fleetFile), fleetFile);
  if ('problems' in parsed) throw invalid(parsed.problems);
  const files = readdirSync(storesFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ya?ml$/.test(basename(file)),
  );
  for (const file of files.sort()) {
    const path = join(storesFolder, file);
    const read = parseStoreFile(readFileSync(path), path);
    if ('problems' in read) throw invalid(read.problems);
    const { metadata, spec } = read.store;
    write(metadata.name, synthesise({ name: metadata.name, spec }, parsed.fleet.spec));
  }
}

/** One App per store: an App with a chart for each would take quadratic time. */
function write(name: string, { stages }: Synthesis): void {
  const app = new App();
  const chart = new Chart(app, name);
  for (const { object } of stages.flatMap(({ objects }) => objects)) manifest(chart, object);
  app.synth();
}

function manifest(chart: Chart, object: KubernetesObject): ApiObject {
  return new ApiObject(chart, `${object.kind}-${object.metadata.name}`, object);
}

function invalid(problems: readonly Problem[]): Error {
  return new Error(`nothing was synthesised:\n${problems.map(renderProblem).join('\n')}`);
}

main();
