import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { connect, type Connection } from '../../cluster/connect.ts';
import { pinoLog } from '../../controller/process/pino-log.ts';
import { startController, type RunningController } from '../../controller/process/start-controller.ts';
import { describeProgress, type ProgressEvent } from '../../sandbox/progress.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';
import { candidateName } from '../candidate-name.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { Board } from './board.ts';
import { connectOwnForge } from './connect-own-forge.ts';
import { followStores } from './follow-store.ts';
import { nextSteps } from './next-steps.ts';
import { localWriter } from './local-writer.ts';
import { openSample } from './open-sample.ts';
import { prepareCluster } from './prepare-cluster.ts';
import { runAdmission } from './run-admission.ts';
import { runWebUi } from './run-web-ui.ts';
import { stageReport } from './stage-report.ts';
import { startParts, type Parts } from './start-parts.ts';
import { startReceiver, type Receiver } from './start-receiver.ts';

export interface UpOptions {
  readonly dataDir: string;
  readonly reset: boolean;
  readonly kubeconfig?: string;
  /** Of the web UI, 0: any free one; `anyPort`: another one when it is taken. Absent: there is no web UI. */
  readonly ui?: { readonly port: number; readonly anyPort: boolean };
  /** The stores repo that a new sandbox begins with, and the fleet file in it. */
  readonly template: string;
}

/** The store of the template that a first start opens, by pull request, and the path of its file. */
const sample = 'demo-shop';
const sampleFile = `stores/${sample}.yaml`;

/**
 * Starts everything, waits until the sample store is Ready, says what to try, and runs until the signal is aborted.
 *
 * @throws CliError, SandboxError, ApiError when a part cannot start; then nothing is left running
 */
export async function runUp(options: UpOptions, io: Io, signal: AbortSignal): Promise<void> {
  const board = new Board(io, io.color);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined); // heard of below, once everything runs
  const stack = new AsyncDisposableStack();
  try {
    const parts = stack.use(
      await startParts({
        ...options,
        leaveOut: [sampleFile],
        signal,
        onProgress: (event) => showProgress(board, event),
        onFailure: failed.reject,
      }),
    );
    const api = await open(parts.kubeconfig, 'urumi-up', stack);
    const fleet = await prepareCluster(
      api,
      { ...parts.repository, token: parts.forge.token },
      path.join(options.template, 'fleet', 'local.yaml'),
      {
        planner: parts.simulated,
        installed: async () =>
          runAdmission(await open(parts.admissionKubeconfig, 'urumi-admission', stack), parts, stack),
      },
    );
    board.line(`fleet ${fleet} follows ${parts.repository.url} (${parts.repository.branch})`);
    const controller = await runController(parts, board, stack);
    controller.lost.catch(failed.reject);
    board.line(`controller runs; log: ${logFile(parts)}; metrics: http://127.0.0.1:${controller.port}/metrics`);
    const ui = await showUi(parts, options, stack);
    if (ui !== undefined) board.line(`web UI: ${ui}`);
    const shown = showStores(api, board, { stack, signal });
    shown.catch(() => undefined); // heard of when the sample store is waited for
    const begin = async (): Promise<void> => {
      const own = await open(parts.webhookKubeconfig, 'urumi-webhook', stack);
      const receiver = await startReceiver(own, parts, { stack, signal, ui });
      board.line(`receiver of the forge's events runs; log: ${receiver.logFile}`);
      if (await openIt(parts, receiver, { template: options.template, board, signal })) await shown;
    };
    await Promise.race([begin(), failed.promise, aborted(signal)]);
    if (!signal.aborted) board.line(`\n${stepsFrom(parts, ui)}`);
    await Promise.race([aborted(signal), failed.promise]);
    board.line('stopping');
  } finally {
    await stack.disposeAsync();
  }
}

function showProgress(board: Board, event: ProgressEvent): void {
  const text = describeProgress(event);
  if (['ready', 'installed', 'skipped', 'failed'].includes(event.step)) board.line(text);
  else board.passing(text);
}

async function open(kubeconfig: string, userAgent: string, stack: AsyncDisposableStack): Promise<Connection> {
  const api = await connect({ kubeconfig, userAgent });
  stack.defer(() => api.close());
  return api;
}

function logFile({ dataDir }: Parts): string {
  return path.join(dataDir, 'controller.log');
}

/** @returns where the web UI answers */
async function showUi(parts: Parts, { ui }: UpOptions, stack: AsyncDisposableStack): Promise<string | undefined> {
  if (ui === undefined) return undefined;
  const api = await open(parts.uiKubeconfig, 'urumi-ui', stack);
  const forge = connectOwnForge(parts);
  stack.defer(() => forge.close());
  const running = await runWebUi({ api, forge, dataDir: parts.dataDir, ...ui, writes: localWriter(parts) });
  stack.defer(() => running.stop());
  parts.announceUi(running.url);
  return running.url;
}

async function runController(parts: Parts, board: Board, stack: AsyncDisposableStack): Promise<RunningController> {
  const api = await open(parts.controllerKubeconfig, 'urumi-controller', stack);
  const log = pinoLog('info', pino.destination({ dest: logFile(parts), mkdir: true, sync: true }));
  const dataDir = path.join(parts.dataDir, 'controller');
  const { registry } = api.metrics;
  const controller = await startController({
    api,
    namespace: systemNamespace,
    identity: hostname(),
    candidate: await candidateName(dataDir),
    onStandBy: (leader) =>
      board.line(`controller ${leader} runs the stores of this cluster; this one waits until that is stopped`),
    log,
    dataDir,
    port: 0,
    registry,
  });
  stack.defer(() => controller.stop());
  await controller.ready;
  return controller;
}

function stepsFrom(parts: Parts, ui: string | undefined): string {
  const { url: forgeUrl, tokenFile, accountFile, curlConfig } = parts.forge;
  const web = ui === undefined ? {} : { ui };
  return nextSteps({ ...parts, forgeUrl, tokenFile, accountFile, curlConfig, store: sample, ...web });
}

/** Opens the sample store by pull request. @returns whether its file is there */
async function openIt(
  { forge, repository }: Parts,
  receiver: Receiver,
  { template, board, signal }: { template: string; board: Board; signal: AbortSignal },
): Promise<boolean> {
  const text = await readFile(path.join(template, sampleFile), 'utf8');
  return await openSample(
    {
      name: sample,
      path: sampleFile,
      text,
      base: repository.branch,
      readBase: () => forge.readBranch(repository, sampleFile),
    },
    { ...receiver, tell: (line) => board.line(line), signal },
  );
}

/** Prints how stores come up for as long as everything runs; resolves when the sample store is settled, or is not there. */
async function showStores(
  api: Connection,
  board: Board,
  { stack, signal }: { stack: AsyncDisposableStack; signal: AbortSignal },
): Promise<void> {
  const shown = new Map<string, StoreStatus>();
  const settled = Promise.withResolvers<void>();
  const ended = new AbortController();
  const following = followStores(
    api,
    (store, status) => {
      for (const line of stageReport(store, shown.get(store), status)) board.line(line);
      shown.set(store, status);
      if (store !== sample) return;
      if (status.phase === 'Ready' || status.phase === 'Closed') settled.resolve();
      if (status.phase === 'Failed')
        settled.reject(new CliError(1, `${sample} failed: ${status.conditions[0]?.message ?? ''}`));
    },
    AbortSignal.any([signal, ended.signal]),
  );
  stack.defer(async () => {
    ended.abort();
    await following;
  });
  await settled.promise;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
