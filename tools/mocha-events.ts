import { writeSync } from 'node:fs';
import Mocha from 'mocha';

/** What the reporter tells the process that started mocha, a JSON object a line. */
export type MochaEvent =
  | { readonly kind: 'running' | 'passed' | 'failed' | 'skipped'; readonly title: string }
  | { readonly kind: 'ended' }
  /** The tests are over, but these handles keep the process alive. */
  | { readonly kind: 'lingering'; readonly resources: readonly string[] };

const channel = 3;
const lingerMs = 1000;

/**
 * A mocha reporter: events as they happen on file descriptor 3, the failures in full at the end on standard output.
 */
export default class MochaEvents extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const tell = (kind: 'running' | 'passed' | 'failed' | 'skipped') => (part: Mocha.Runnable) =>
      send({ kind, title: part.titlePath().join(' › ') });
    runner.on('test', tell('running'));
    runner.on('hook', tell('running'));
    runner.on('pass', tell('passed'));
    runner.on('fail', tell('failed'));
    runner.on('pending', tell('skipped'));
    runner.once('end', () => {
      this.epilogue();
      send({ kind: 'ended' });
      // Fires only if something else keeps the process alive.
      setTimeout(() => send({ kind: 'lingering', resources: process.getActiveResourcesInfo() }), lingerMs).unref();
      // Nothing is left to do then, and Node closes what is open itself; now and then it never ends with that (https://github.com/nodejs/node/issues/47748).
      process.once('beforeExit', () => process.exit());
    });
  }
}

function send(event: MochaEvent): void {
  writeSync(channel, `${JSON.stringify(event)}\n`);
}
