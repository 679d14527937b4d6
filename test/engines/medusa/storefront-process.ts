import path from 'node:path';
import { freePort } from '../../../sandbox/process/free-port.ts';
import { startGuarded, type GuardedChild } from '../../../sandbox/process/guarded-child.ts';
import { synthesise } from '../../../synth/synthesise.ts';
import { fleets, storeSpec } from '../../../synth/testing/samples.ts';
import { containerEnvironment } from '../rendered-store.ts';
import { untilUp } from '../until-up.ts';

interface StorefrontSpec {
  /** The folder that the image calls /storefront. */
  readonly folder: string;
  /** Where the server is. */
  readonly backend: string;
  readonly publishableKey: string;
  /** For its log. */
  readonly logs: string;
}

/** A built storefront, run as the pod of a store runs it; only addresses are others. */
export class StorefrontProcess {
  readonly base: string;
  readonly #child: GuardedChild;

  private constructor(child: GuardedChild, base: string) {
    this.#child = child;
    this.base = base;
  }

  static async start({ folder, backend, publishableKey, logs }: StorefrontSpec): Promise<StorefrontProcess> {
    const store = synthesise({ name: 'demo-shop', spec: storeSpec({ engine: 'medusa' }) }, fleets.production);
    const port = await freePort();
    const child = startGuarded({
      name: 'storefront',
      command: process.execPath,
      args: ['apps/storefront/server.js'],
      cwd: folder,
      logFile: path.join(logs, 'storefront.log'),
      pidFile: path.join(logs, 'storefront.pid'),
      env: {
        PATH: process.env['PATH'],
        ...containerEnvironment(store, 'Deployment/storefront'),
        NODE_ENV: 'production',
        NEXT_PUBLIC_MEDUSA_BACKEND_URL: backend,
        NEXT_PUBLIC_MEDUSA_PUBLISHABLE_KEY: publishableKey,
        HOSTNAME: '127.0.0.1',
        PORT: String(port),
      },
    });
    const storefront = new StorefrontProcess(child, `http://127.0.0.1:${port}`);
    const isUp = async (): Promise<boolean> => (await fetch(`${storefront.base}/favicon.ico`)).status === 200;
    await untilUp({ name: 'the storefront', child, isUp });
    return storefront;
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}
