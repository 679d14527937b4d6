import { fileURLToPath } from 'node:url';
import { docroot } from '../../../synth/engines/woocommerce/shop.ts';
import { findWordPress, type WordPressTree } from '../../engines/woocommerce/find-wordpress.ts';
import { digestOfFolder } from './digest-of-folder.ts';
import type { ImageConfig } from './image-archive.ts';
import { keptImages, type LayeredImage } from './kept-images.ts';
import { kept } from './kept.ts';
import { fileLayer, folderLayer } from './layer.ts';
import { makeRootFileSystem, type RootFileSystem } from './root-file-system.ts';
import { shopRegistry, type ShopImageOptions } from './shop-images.ts';

/** As the synthesiser names them; what is in them is Debian's MariaDB, of the same line, and Debian's PHP. */
export const wooCommerceReferences = {
  mariaDb: `${shopRegistry.upstream}/mariadb:11.8.8`,
  shop: (version: string): string => `${shopRegistry.registry}/woocommerce:${version}`,
} as const;

const searchPath = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const files = (name: string) => fileURLToPath(new URL(`files/${name}`, import.meta.url));
const wpConfig = fileURLToPath(new URL('../../engines/woocommerce/wp-config.php', import.meta.url));

// The release that has MariaDB of the line that stores run: from 11.4 on its clients ask for TLS unless they are told not to.
const mariaDbRoot: RootFileSystem = { release: 'trixie', packages: ['mariadb-server-core', 'mariadb-client-core'] };
/** With the modules that the Dockerfile and the official image enable, the place of the uploads, and logs that go where the official image's do. */
const webRoot: RootFileSystem = {
  release: 'trixie',
  packages: [
    'apache2',
    'ca-certificates',
    'libapache2-mod-php',
    ...['cli', 'curl', 'gd', 'intl', 'mbstring', 'mysql', 'xml', 'zip'].map((name) => `php-${name}`),
  ],
  finally: [
    'chroot "$1" a2enmod rewrite remoteip',
    `mkdir -p "$1${docroot}/wp-content/uploads" && chown 33:33 "$1${docroot}/wp-content/uploads"`,
    'for log in access other_vhosts_access; do ln -sfT /dev/stdout "$1/var/log/apache2/$log.log"; done',
    'ln -sfT /dev/stderr "$1/var/log/apache2/error.log"',
    // Of root's group alone in Debian, and open to all in the official image.
    'chmod 1777 "$1/var/log/apache2"',
  ],
};

/**
 * Builds the images of WooCommerce stores: MariaDB always, the shop's own where `URUMI_TEST_WORDPRESS` names a WordPress with WooCommerce.
 *
 * @returns paths of archives, yet to come
 */
export function wooCommerceImages(options: ShopImageOptions): Promise<string>[] {
  const mariaDb = archive('mariadb', mariaDbRoot, mariaDbImage(), options);
  const found = findWordPress(process.env);
  if (!('missing' in found)) return [mariaDb, archive('woocommerce', webRoot, shopImage(found), options)];
  options.note(`no image of WooCommerce; missing: ${found.missing}`);
  return [mariaDb];
}

async function archive(
  name: string,
  root: RootFileSystem,
  image: LayeredImage,
  options: ShopImageOptions,
): Promise<string> {
  const base = await kept(`root-${name}`, [JSON.stringify(root)], async (file) => {
    options.note(`making a Debian for ${name}`);
    await makeRootFileSystem(file, root, options);
  });
  return keptImages(name, { base, images: [image] }, options);
}

function mariaDbImage(): LayeredImage {
  const config: ImageConfig = { Entrypoint: ['docker-entrypoint.sh'], Cmd: ['mariadbd'], Env: [searchPath] };
  const own = {
    'usr/local/bin/docker-entrypoint.sh': files('start-mariadb.sh'),
    'etc/mysql/mariadb.conf.d/05-skipcache.cnf': files('mariadb.cnf'),
  };
  return { reference: wooCommerceReferences.mariaDb, layers: [fileLayer(own)], config };
}

/** As the Dockerfile has it. */
function shopImage({ wordpress, version, wp }: WordPressTree): LayeredImage {
  const tree = { folder: wordpress, entries: ['.'], digest: digestOfFolder(wordpress) };
  const place = docroot.slice(1);
  const programs = {
    'usr/local/bin/apache2-foreground': files('apache2-foreground'),
    'usr/local/bin/wp': files('wp'),
    'usr/local/share/wp-cli.phar': wp,
  };
  return {
    reference: wooCommerceReferences.shop(version),
    layers: [fileLayer(programs), folderLayer(tree, place), fileLayer({ [`${place}/wp-config.php`]: wpConfig })],
    config: {
      Cmd: ['apache2-foreground'],
      Env: [searchPath],
      User: '33:33',
      WorkingDir: docroot,
      // As the official image has it: Apache finishes its requests.
      StopSignal: 'SIGWINCH',
    },
  };
}
