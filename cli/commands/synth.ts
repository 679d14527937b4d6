import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { synthesise } from '../../synth/synthesise.ts';
import type { Synthesis } from '../../synth/synthesis.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { readFleet, readStores, type StoreInput } from '../synth/read-inputs.ts';
import { renderJson, renderYaml } from '../synth/render-synthesis.ts';

const help = `
Prints what the controller would apply for each store: every object, stage by stage. Touches no cluster. The passwords and keys
of a store are generated in the cluster and are not part of its manifests.

Exit codes: 0 done, 1 a file is wrong or an engine is not available, 2 wrong usage.

Examples:
  urumi synth                                      all of stores/, for fleet/local.yaml
  urumi synth stores/flower-shop.yaml --fleet fleet/production.yaml
  urumi synth --output dist                        a file per store: dist/flower-shop.yaml
  urumi synth -o json                              for scripts: {stores: [{name, namespace, url, adminUrl, stages: [{name, objects: [{digest, object}]}], secrets: [{name, keys}]}]}
`;

const defaultFleet = 'fleet/local.yaml';

interface SynthOptions {
  readonly fleet?: string;
  readonly output?: string;
  readonly format: 'yaml' | 'json';
}

interface Rendered {
  readonly name: string;
  readonly synthesis: Synthesis;
}

/** Adds `urumi synth` to the program. */
export function registerSynth(program: Command, io: Io): void {
  program
    .command('synth')
    .summary('print the manifests of stores')
    .description('Print the manifests of stores, as the controller would apply them.')
    .argument('[path...]', 'store files, or folders of them; default: stores')
    .option('--fleet <file>', `the fleet file whose environment the stores run in (default: ${defaultFleet})`)
    .option('--output <dir>', 'write a file per store into this folder instead of printing')
    .addOption(new Option('-o, --format <format>', 'how to print').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', help)
    .action((paths: string[], options: SynthOptions) => synth(paths, options, io));
}

async function synth(paths: readonly string[], options: SynthOptions, io: Io): Promise<void> {
  const fleet = await readFleet(options.fleet ?? (await existingDefaultFleet()));
  const inputs = await readStores(paths.length > 0 ? paths : ['stores'], fleet);
  const stores = inputs.map((input) => render(input, (store) => synthesise(store, fleet.spec)));
  if (options.output === undefined) io.stdout(print(stores, options.format));
  else await write(stores, options.output, options.format);
  const objects = stores.reduce(
    (sum, { synthesis }) => sum + synthesis.stages.flatMap((stage) => stage.objects).length,
    0,
  );
  io.stderr(
    `${stores.length} ${stores.length === 1 ? 'store' : 'stores'}, ${objects} objects, for fleet ${fleet.metadata.name}\n`,
  );
  io.setExitCode(0);
}

async function existingDefaultFleet(): Promise<string> {
  try {
    await access(defaultFleet);
    return defaultFleet;
  } catch (error) {
    throw new CliError(2, `there is no ${defaultFleet} here: name the fleet file with --fleet FILE`, error);
  }
}

function render(
  { store }: StoreInput,
  synthesiseStore: (store: { name: string; spec: StoreInput['store']['spec'] }) => Synthesis,
): Rendered {
  const { name } = store.metadata;
  return { name, synthesis: synthesiseStore({ name, spec: store.spec }) };
}

function print(stores: readonly Rendered[], format: SynthOptions['format']): string {
  if (format === 'json')
    return `${JSON.stringify({ stores: stores.map(({ name, synthesis }) => renderJson(name, synthesis)) }, null, 2)}\n`;
  return stores.map(({ name, synthesis }) => renderYaml(name, synthesis)).join('---\n');
}

async function write(stores: readonly Rendered[], folder: string, format: SynthOptions['format']): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const store of stores) {
      const text =
        format === 'json'
          ? `${JSON.stringify(renderJson(store.name, store.synthesis), null, 2)}\n`
          : renderYaml(store.name, store.synthesis);
      await writeFile(join(folder, `${store.name}.${format}`), text);
    }
  } catch (error) {
    throw new CliError(
      2,
      `cannot write manifests into ${folder}: ${(error as Error).message}. Give a folder that may be written with --output`,
      error,
    );
  }
}
