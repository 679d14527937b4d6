import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceAccount } from '../../../sandbox/control-plane/credentials.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import { systemNamespace } from '../../../synth/spec/names.ts';
import { ChildUnderTest } from '../../harness/child-process.ts';
import { until } from '../../harness/until.ts';
import { addresses } from '../machine/addresses.ts';
import type { RunningNode } from '../machine/running-node.ts';

/** The project's folder, in which its commands run. */
export const project = fileURLToPath(new URL('../../../', import.meta.url));

type Name = 'controller' | 'admission' | 'ui' | 'webhook';

/** How the receiver of its events knows a forge. */
export interface ForgeAccess {
  readonly repository: ForgeRepository;
  readonly tokenFile: string;
  readonly webhookSecretFile: string;
}

/** Where they answer. */
interface Addresses {
  /** Of the web UI; ends with a slash. */
  readonly uiUrl: string;
  /** To which the forge is to deliver its events. */
  readonly deliveriesUrl: string;
}

/** Controller, admission webhook, receiver of events and web UI: each a process of its own, with the rights that it has in production. */
export class UrumiProcesses implements AsyncDisposable {
  readonly addresses: Addresses;
  readonly #processes: Readonly<Record<Name, ChildUnderTest>>;

  private constructor(processes: Record<Name, ChildUnderTest>, places: Addresses) {
    this.#processes = processes;
    this.addresses = places;
  }

  /** Resolves when all of them answer: what is written from then on, the webhook has judged. */
  static async start(node: RunningNode, access: ForgeAccess): Promise<UrumiProcesses> {
    await using started = new AsyncDisposableStack();
    const start = async (name: Name, args: readonly string[]): Promise<ChildUnderTest> => {
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
    const data = (name: Name): string => path.join(node.folder.root, name);
    const controller = await start('controller', ['--data', data('controller'), '--port', '0']);
    const forge = [...forgeArguments(access, path.join(node.folder.root, 'forge.json')), '--ui', uiUrl];
    const ports = ['--port', '0', '--health-port', '0'];
    const webhook = await start('webhook', [...forge, '--data', data('webhook'), ...ports]);
    const deliveriesUrl = await untilItSays(webhook, /takes deliveries at (https?:\S+);/);
    started.move();
    return new UrumiProcesses({ controller, admission, ui, webhook }, { uiUrl, deliveriesUrl });
  }

  /** What the processes said last, for an error. */
  get output(): string {
    const { controller, admission, webhook } = this.#processes;
    return [controller, admission, webhook].map(({ output }) => output.slice(-3_000)).join('\n');
  }

  /** Every part ends, also when another one's end fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using parts = new AsyncDisposableStack();
    for (const each of Object.values(this.#processes)) {
      parts.defer(async () => void (await each.end('SIGKILL')));
    }
  }
}

/** @param file that is written, and says which repository it is and where its token lies */
function forgeArguments({ repository, tokenFile, webhookSecretFile }: ForgeAccess, file: string): string[] {
  const { kind, url, owner, name: repo } = repository;
  writeFileSync(file, JSON.stringify({ kind, url, owner, repo, tokenFile }), { mode: 0o600 });
  return ['--forge', file, '--secret-file', webhookSecretFile];
}

/** @returns what the pattern's group found in its output */
function untilItSays(child: ChildUnderTest, pattern: RegExp): Promise<string> {
  const told = () => pattern.exec(child.output)?.[1];
  return until(`a process says ${pattern}`, told, { timeoutMs: 60_000, tell: () => child.output });
}
