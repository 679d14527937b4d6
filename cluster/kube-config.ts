import { registerHooks } from 'node:module';
import type * as clientNode from '@kubernetes/client-node';

const module = import.meta.resolve('@kubernetes/client-node/dist/config.js');
const replacement = import.meta.resolve('./no-generated-client.ts');

/** Leaves out one import of one module; all others are as ever. */
const hooks = registerHooks({
  resolve(specifier, context, next) {
    const isGenerated = context.parentURL === module && specifier === './gen/index.js';
    return isGenerated ? { url: replacement, shortCircuit: true } : next(specifier, context);
  },
});

/**
 * @kubernetes/client-node's KubeConfig: kubeconfigs, in-cluster credentials, exec plugins, rotation. Loaded without the generated API client,
 * which nobody here calls: 800 modules, whose source text alone is 19 MB of heap for as long as the process runs, and half of the time that a start takes.
 */
export const { KubeConfig } = (await import(module)) as Pick<typeof clientNode, 'KubeConfig'>;
// oxlint-disable-next-line no-redeclare -- a class is a value and a type
export type KubeConfig = clientNode.KubeConfig;

hooks.deregister();
