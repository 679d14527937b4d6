import { volumeClaims } from '../../spec/volume-claims.ts';
import { upstreamImage } from '../../upstream-image.ts';
import type { StoreContext } from '../engine.ts';

/** Names and places that the parts of a Medusa store agree on. */
export const serverFolder = '/server';
export const scriptsFolder = '/opt/urumi';
export const databasePort = 5432;
export const redisPort = 6379;
export const serverPort = 9000;
export const storefrontPort = 8000;
/** `node` of the official Node images. */
export const nodeUser = 1000;
/** `postgres` and `redis` of the official Debian images. */
export const databaseUser = 999;
export const redisUser = 999;
export const databaseName = 'medusa';
export const claims = { database: volumeClaims.database, redis: 'redis-data' } as const;
export const configMaps = { environment: 'store-env', redis: 'store-redis', scripts: 'store-scripts' } as const;
export const secretNames = {
  application: 'store-app',
  admin: 'store-admin',
  database: 'store-db',
  redis: 'store-redis',
} as const;

/** Paths that the server answers; all others belong to the storefront, whose pages are below a country: `/de/...`. */
export const serverPaths = ['/admin', '/app', '/auth', '/hooks', '/media', '/store'] as const;

/** The store image: Urumi's own Medusa application, see images/medusa. */
export function serverImage({ environment, version }: StoreContext): string {
  return `${environment.images.registry}/medusa:${version}`;
}

/** The storefront image of the same version: see images/medusa-storefront. */
export function storefrontImage({ environment, version }: StoreContext): string {
  return `${environment.images.registry}/medusa-storefront:${version}`;
}

/** A new major version does not read the data of an old one. */
export function databaseImage({ environment }: StoreContext): string {
  return upstreamImage(environment, {
    name: 'postgres',
    tag: '18.6',
    digest: 'sha256:86c951e05bf56c93d95d397747fb8820ac76cc3bedb78f43abd83eedbe3666ae',
  });
}

export function redisImage({ environment }: StoreContext): string {
  return upstreamImage(environment, {
    name: 'redis',
    tag: '8.10.1',
    digest: 'sha256:8a1efc5f479551822b47424ccae982026b633f28818eab0387348120a61e10e2',
  });
}
