import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect, type Connection } from '../../cluster/connect.ts';
import { serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { ForgeBed } from '../../test/harness/forge-bed.ts';
import { storeFile } from '../../test/harness/store-file.ts';
import { recordedLog, type RecordedLog } from '../../webhook/testing/recorded-log.ts';
import { buildApp } from '../build/build-app.ts';
import { problemSchema } from '../server/api/problem.ts';
import { startUi, type RunningUi } from '../server/start-ui.ts';

const never = new AbortController().signal;

/** What an operation of the API answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The web UI as it writes: a real controller, webhook and forge with a protected branch, and its local user signed in. Stores: `demo`, and `kept`, which is protected. */
export class WritesBed implements AsyncDisposable {
  readonly scene: ForgeBed;
  /** The web UI's own connection. */
  readonly api: Connection;
  readonly ui: RunningUi;
  readonly log: RecordedLog;
  #cookie = '';
  #keys = 0;

  private constructor(parts: Pick<WritesBed, 'scene' | 'api' | 'ui' | 'log'>) {
    this.scene = parts.scene;
    this.api = parts.api;
    this.ui = parts.ui;
    this.log = parts.log;
  }

  /** @param fleet merged into the fleet's spec */
  static async start(fleet: Record<string, unknown> = {}): Promise<WritesBed> {
    const files = {
      'stores/demo.yaml': storeFile('demo'),
      'stores/kept.yaml': `${storeFile('kept')}  deletion: {protected: true}\n`,
    };
    // Short enough for a test to wait for their end, and as strict as Gitea can be.
    const personTokens = { lifeSeconds: 3, renewOnce: true };
    const scene = await ForgeBed.start({ files, fleet, personTokens });
    await scene.forge.protectBranch({ branch: 'main', requiredStatuses: ['urumi/plan'], directPushes: true }, never);
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-ui');
    const api = await connect({ kubeconfig: await scene.bed.plane.kubeconfigFor(user, groups), userAgent: 'urumi-ui' });
    const log = recordedLog();
    const writes = {
      repository: scene.forge.repository,
      signIn: { kind: 'local', login: 'urumi', token: async () => ({ password: scene.token }) },
      secrets: [randomBytes(32)],
    } as const;
    const common = { api, namespace: systemNamespace, log, version: '0.0.0-test', app: await buildApp(), port: 0 };
    const ui = await startUi({ ...common, forge: scene.forge, writes });
    await ui.ready;
    await scene.bed.untilPhase('demo', 'Ready');
    return new WritesBed({ scene, api, ui, log });
  }

  /** Of the local user's session; empty until `signIn`. */
  get cookie(): string {
    return this.#cookie;
  }

  /** @returns who is signed in now */
  async signIn(): Promise<unknown> {
    const answer = await fetch(`${this.ui.url}api/v1/session`);
    this.#cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return ((await answer.json()) as { person: unknown }).person;
  }

  /** A key that no write had. */
  newKey(): string {
    this.#keys += 1;
    return `a-key-of-this-test-${this.#keys}`;
  }

  /** Sends to the API, by POST unless told otherwise; every refusal has to be problem details. */
  async send(path: string, init: RequestInit = {}): Promise<Answered> {
    const headers = { cookie: this.#cookie, 'idempotency-key': this.newKey(), ...(init.headers as object) };
    const answer = await fetch(`${this.ui.url}api/v1${path}`, { method: 'POST', ...init, headers });
    const text = await answer.text();
    if (answer.status >= 400) {
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, path);
      problemSchema.parse(JSON.parse(text));
    }
    return { status: answer.status, headers: answer.headers, text };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ui.stop();
    await this.api.close();
    await this.scene[Symbol.asyncDispose]();
  }
}
