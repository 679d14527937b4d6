import { volumeClaims } from '../../spec/volume-claims.ts';
import { upstreamImage } from '../../upstream-image.ts';
import type { StoreContext } from '../engine.ts';

/** Names and places that the parts of a WooCommerce store agree on. */
export const docroot = '/usr/src/wordpress';
export const uploadsFolder = `${docroot}/wp-content/uploads`;
export const scriptsFolder = '/opt/urumi';
export const phpFolder = '/etc/urumi/php';
export const databasePort = 3306;
export const webPort = 8080;
/** `www-data` of Debian images. */
export const webUser = 33;
export const databaseUser = 999;
export const databaseName = 'wordpress';
export const claims = volumeClaims;
export const configMaps = {
  environment: 'store-env',
  httpd: 'store-httpd',
  php: 'store-php',
  scripts: 'store-scripts',
} as const;
export const secretNames = { database: 'store-db', salts: 'store-salts', admin: 'store-admin' } as const;

/** The store image: WordPress with WooCommerce, a theme and wp-cli inside; the shop's files are read from it and never copied. */
export function shopImage({ environment, version }: StoreContext): string {
  return `${environment.images.registry}/woocommerce:${version}`;
}

/** MariaDB of the long-term line 11.8. */
export function databaseImage({ environment }: StoreContext): string {
  return upstreamImage(environment, {
    name: 'mariadb',
    tag: '11.8.8',
    digest: 'sha256:1fe78d53850250aa2560aa0059e3088b4cd230a5db2230f530c70e4b87bcc30c',
  });
}
