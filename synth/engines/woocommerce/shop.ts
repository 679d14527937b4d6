import { volumeClaims } from '../../spec/volume-claims.ts';
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

/** MariaDB of the long-term line 11.8, pinned: a floating tag would upgrade the database whenever its pod moves. */
export function databaseImage({ environment }: StoreContext): string {
  return `${environment.images.upstream}/mariadb:11.8.8`;
}
