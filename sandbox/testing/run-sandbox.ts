import { startSandbox } from '../sandbox.ts';

/**
 * A program of its own, so that a test can end it in every way: `node run-sandbox.ts DATA TEMPLATE [reset]`; says
 * `ready` and goes on.
 */
const [dataDir, template, reset] = process.argv.slice(2);
if (dataDir === undefined || template === undefined) throw new TypeError('run-sandbox.ts DATA TEMPLATE [reset]');

const sandbox = await startSandbox({ dataDir, template, reset: reset === 'reset' });
process.once('SIGUSR2', () => void sandbox.stop());
process.stdout.write(`ready ${JSON.stringify(sandbox.connection)}\n`);
