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

  private constructor(parts: Record<'controller' | 'admission' | 'ui', ChildUnderTest>) {
    this.controller = parts.controller;
    this.admission = parts.admission;
    this.ui = parts.ui;
  }

  /** Resolves when all of them answer: what is written from then on, the webhook has judged. */
  static async start(node: RunningNode): Promise<UrumiProcesses> {
    const start = async (name: string, args: readonly string[]): Promise<ChildUnderTest> => {
      const { user, groups } = serviceAccount(systemNamespace, `urumi-${name}`);
      const kubeconfig = await node.kubeconfigFor(user, groups);
      return new ChildUnderTest(['cli/main.ts', name, '--kubeconfig', kubeconfig, ...args], { cwd: project });
    };
    const processes = new UrumiProcesses({
      // The API server is within the node, and reaches this machine by one address.
      admission: await start('admission', ['--host', addresses.host, '--port', '0', '--health-port', '0']),
      ui: await start('ui', ['--port', '0']),
      controller: await start('controller', ['--data', path.join(node.folder.root, 'controller'), '--port', '0']),
    });
    await processes.#untilAdmissionJudges();
    return processes;
  }

  /** Where the web UI answers. */
  async uiUrl(): Promise<string> {
    const { ui } = this;
    const tell = () => ui.output;
    return until('the web UI answers', () => / at (http:\S+)$/m.exec(ui.output)?.[1], { timeoutMs: 60_000, tell });
  }

  /** What the processes said last, for an error. */
  get output(): string {
    return [this.controller, this.admission].map(({ output }) => output.slice(-3_000)).join('\n');
  }

  async #untilAdmissionJudges(): Promise<void> {
    const { admission } = this;
    const answers = () => admission.output.includes('answers at');
    await until('the admission webhook answers', answers, { timeoutMs: 60_000, tell: () => admission.output });
  }

  /** Every part ends, also when another one's end fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using parts = new AsyncDisposableStack();
    for (const each of [this.controller, this.admission, this.ui]) {
      parts.defer(async () => void (await each.end('SIGKILL')));
    }
  }
}
