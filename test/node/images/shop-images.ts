import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { medusaApplication } from '../../engines/medusa/medusa-application.ts';
import { keptImages, type LayeredImage } from './kept-images.ts';
import { kept } from './kept.ts';
import { fileLayer, folderLayer, type Layer } from './layer.ts';
import { makeRootFileSystem, type RootFileSystem } from './root-file-system.ts';

/** The fleet's image settings with which stores run what is built here. */
export const shopRegistry = { registry: 'urumi.internal/shops', upstream: 'urumi.internal/upstream' } as const;

/** As the synthesiser names them; what is in them is Debian's PostgreSQL and Redis, which are older. */
export const shopReferences = {
  postgres: `${shopRegistry.upstream}/postgres:18.6`,
  redis: `${shopRegistry.upstream}/redis:8.10.1`,
  medusa: `${shopRegistry.registry}/medusa:2.21.2`,
  storefront: `${shopRegistry.registry}/medusa-storefront:2.21.2`,
} as const;

const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin';
const root: RootFileSystem = {
  release: 'bookworm',
  packages: ['ca-certificates', 'libstdc++6', 'postgresql-15', 'redis-server'],
};
const files = (name: string) => fileURLToPath(new URL(`files/${name}`, import.meta.url));

export interface ShopImageOptions {
  /** Root of the tree with mmdebstrap. */
  readonly debian: string;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Builds the images of Medusa stores, without a registry and without a container builder. All have one root file system, which containerd keeps once.
 *
 * @returns the path of an archive with all of them
 */
export async function shopImages(options: ShopImageOptions): Promise<string> {
  const { note } = options;
  const base = await kept('root', [root.release, root.packages.join()], async (file) => {
    note('making a Debian with PostgreSQL and Redis');
    await makeRootFileSystem(file, root, options);
  });
  const application = await medusaApplication(note);
  try {
    return await keptImages('shops', { base, images: imagesOf(path.join(application.folder, '../..')) }, options);
  } finally {
    application.release();
  }
}

/** @param application the folder of the built Medusa application */
function imagesOf(application: string): LayeredImage[] {
  const runtime = fileLayer({ 'usr/local/bin/node': process.execPath });
  return [
    {
      reference: shopReferences.postgres,
      layers: [fileLayer({ 'usr/local/bin/docker-entrypoint.sh': files('start-postgres.sh') })],
      config: {
        Entrypoint: ['docker-entrypoint.sh'],
        Cmd: ['postgres'],
        Env: [searchPath],
        // As the official image has it: told by SIGTERM it would wait for its clients to leave.
        StopSignal: 'SIGINT',
      },
    },
    {
      reference: shopReferences.redis,
      layers: [],
      config: { Cmd: ['redis-server'], Env: [searchPath], WorkingDir: '/data' },
    },
    {
      reference: shopReferences.storefront,
      layers: [runtime, fileLayer({ 'storefront/server.mjs': files('storefront.mjs') })],
      config: { Cmd: ['node', '/storefront/server.mjs'], Env: [searchPath], User: '1000:1000' },
    },
    {
      reference: shopReferences.medusa,
      layers: [runtime, ...applicationLayers(application)],
      config: {
        Cmd: ['node', 'node_modules/.bin/medusa', 'start'],
        Env: [searchPath, 'NODE_ENV=production', 'MEDUSA_DISABLE_TELEMETRY=1'],
        User: '1000:1000',
        WorkingDir: '/server',
      },
    },
  ];
}

/** As the Dockerfile copies them: packages in a layer of their own. */
function applicationLayers(folder: string): Layer[] {
  const lock = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const source = readFileSync(path.join(folder, '.built'), 'utf8');
  const entries = ['node_modules', 'package.json', 'package-lock.json'];
  const server = {
    folder: path.join(folder, '.medusa', 'server'),
    entries: ['.'],
    exclude: './node_modules',
    digest: source,
  };
  return [folderLayer({ folder, entries, digest: lock }, 'server'), folderLayer(server, 'server')];
}
