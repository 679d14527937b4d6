import { digestOf } from './digest.ts';
import type { Environment } from './spec/fleet.ts';

/** Issuer of the sandbox and of local clusters. */
const selfSignedIssuer = 'urumi-selfsigned';

/** What an Ingress says of the certificates of its hosts. */
export interface HostCertificates {
  /** For cert-manager, which makes the Secrets. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Names of Secrets; one for each host, since one certificate for all would fail as a whole while one domain does not point here yet. */
  readonly secrets: readonly { readonly host: string; readonly secret: string }[];
}

/** The certificates of an Ingress in a fleet's environment: none where it has no TLS. */
export function hostCertificates({ mode, issuer }: Environment['tls'], hosts: readonly string[]): HostCertificates {
  if (mode === 'none') return { annotations: {}, secrets: [] };
  return {
    annotations: { 'cert-manager.io/cluster-issuer': issuer ?? selfSignedIssuer },
    secrets: hosts.map((host) => ({ host, secret: `tls-${digestOf(host).slice(0, 10)}` })),
  };
}
