import { connect, type Connection } from '../../cluster/connect.ts';
import { silent } from '../../cluster/log.ts';
import { install } from '../../install/install.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { administrator, serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { buildApp } from '../build/build-app.ts';
import { startUi, type RunningUi, type UiOptions } from '../server/start-ui.ts';
import { freePort } from './free-port.ts';
import { paintFleet, paintStores } from './paint.ts';
import { paintedFleetStatus, paintedStores } from './painted-stores.ts';

/** A real API server with painted stores on which no controller works, and the web UI beside it, with its own rights and always at the same port. */
export class UiBed implements AsyncDisposable {
  readonly plane: ControlPlane;
  /** The administrator's. */
  readonly api: Connection;
  readonly port: number;
  /** The web UI's own. */
  readonly reader: Connection;
  #ui: RunningUi | undefined;

  private constructor(parts: { plane: ControlPlane; api: Connection; reader: Connection; port: number }) {
    this.plane = parts.plane;
    this.api = parts.api;
    this.reader = parts.reader;
    this.port = parts.port;
  }

  /** @param open how many open stores there are, beside one in every other state */
  static async start(open: number): Promise<UiBed> {
    const plane = await startControlPlane();
    const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test' });
    await install(api, { trusted: [administrator.user] });
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-ui');
    const kubeconfig = await plane.kubeconfigFor(user, groups);
    const reader = await connect({ kubeconfig, userAgent: 'urumi-ui' });
    const stores = paintedStores(open);
    await paintFleet(api, paintedFleetStatus(stores.length));
    await paintStores(api, stores);
    return new UiBed({ plane, api, reader, port: await freePort() });
  }

  get ui(): RunningUi {
    if (this.#ui === undefined) throw new Error('the web UI does not run');
    return this.#ui;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async startUi(options: Partial<UiOptions> = {}): Promise<RunningUi> {
    const app = await buildApp();
    const common = {
      api: this.reader,
      namespace: systemNamespace,
      log: silent,
      version: '0.0.0-test',
      app,
      port: this.port,
    };
    this.#ui = await startUi({ ...common, rate: { burst: 2_000, perSecond: 1_000 }, ...options });
    await this.#ui.ready;
    return this.#ui;
  }

  async stopUi(): Promise<void> {
    await this.#ui?.stop();
    this.#ui = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopUi();
    await Promise.all([this.api.close(), this.reader.close()]);
    await this.plane.stop();
  }
}
