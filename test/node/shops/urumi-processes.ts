import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceAccount } from '../../../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../../../synth/spec/names.ts';
import { ChildUnderTest } from '../../harness/child-process.ts';
import { until } from '../../harness/until.ts';
import { addresses } from '../machine/addresses.ts';
import type { RunningNode } from '../machine/running-node.ts';

/** The project's folder, in which its commands run. */
export const project = fileURLToPath(new URL('../../../', import.meta.url));

/** Controller, admission webhook and web UI: each a process of its own, with the rights that it has in production. */
export class UrumiProcesses implements AsyncDisposable {
  readonly controller: ChildUnderTest;
  readonly admission: ChildUnderTest;
  readonly ui: ChildUnderTest;

  /** Where the web UI answers; ends with a slash. */
  readonly uiUrl: string;

  private constructor(parts: Record<'controller' | 'admission' | 'ui', ChildUnderTest> & { uiUrl: string }) {
    this.controller = parts.controller;
    this.admission = parts.admission;
    this.ui = parts.ui;
    this.uiUrl = parts.uiUrl;
  }

  /** Resolves when all of them answer: what is written from then on, the webhook has judged. */
  static async start(node: RunningNode): Promise<UrumiProcesses> {
    await using started = new AsyncDisposableStack();
    const start = async (name: string, args: readonly string[]): Promise<ChildUnderTest> => {
      const { user, groups } = serviceAccount(systemNamespace, `urumi-${name}`);
      const kubeconfig = await node.kubeconfigFor(user, groups);
      const all = ['cli/main.ts', name, '--kubeconfig', kubeconfig, ...args];
      return started.use(new ChildUnderTest(all, { cwd: project }));
    };
    // The API server is within the node, and reaches this machine by one address.
    const admission = await start('admission', ['--host', addresses.host, '--port', '0', '--health-port', '0']);
    const ui = await start('ui', ['--port', '0']);
    await untilItSays(admission, /answers at (https:\S+);/);
    const uiUrl = await untilItSays(ui, /^urumi ui: shows \S+ at (http:\S+)$/m);
    const data = path.join(node.folder.root, 'controller');
    const controller = await start('controller', ['--data', data, '--port', '0']);
    started.move();
    return new UrumiProcesses({ controller, admission, ui, uiUrl });
  }

  /** What the processes said last, for an error. */
  get output(): string {
    return [this.controller, this.admission].map(({ output }) => output.slice(-3_000)).join('\n');
  }

  /** Every part ends, also when another one's end fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using parts = new AsyncDisposableStack();
    for (const each of [this.controller, this.admission, this.ui]) {
      parts.defer(async () => void (await each.end('SIGKILL')));
    }
  }
}

/** @returns what the pattern's group found in its output */
function untilItSays(child: ChildUnderTest, pattern: RegExp): Promise<string> {
  const told = () => pattern.exec(child.output)?.[1];
  return until(`a process says ${pattern}`, told, { timeoutMs: 60_000, tell: () => child.output });
}
