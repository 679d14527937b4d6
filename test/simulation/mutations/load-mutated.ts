import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mutations } from './mutations.ts';

/*
 * Loaded before a run (`node --import`) in which one module of the controller is changed as the environment says (`URUMI_MUTATION`, an index). The
 * product itself holds no switch for it.
 */
const mutation = mutations[Number(process.env['URUMI_MUTATION'])];
if (mutation === undefined) throw new Error('URUMI_MUTATION is the index of no mutation');
const root = new URL('../../../', import.meta.url);
const mutated = pathToFileURL(fileURLToPath(new URL(mutation.file, root))).href;

registerHooks({
  load(url, context, next) {
    if (url !== mutated) return next(url, context);
    const parts = readFileSync(fileURLToPath(url), 'utf8').split(mutation.from);
    if (parts.length !== 2) throw new Error(`${mutation.file} holds ${parts.length - 1} times: ${mutation.from}`);
    return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(parts.join(mutation.to)) };
  },
});
