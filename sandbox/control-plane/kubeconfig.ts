import { stringify } from 'yaml';
import type { KeyPair } from '../../cluster/authority.ts';

export interface KubeconfigInput {
  /** `https://127.0.0.1:...` */
  readonly server: string;
  /** The certificate of the authority that the server's certificate comes from, PEM. */
  readonly authority: string;
  readonly user: string;
  readonly credentials: KeyPair;
}

/** A kubeconfig file's text, everything embedded, so that it can be copied to anywhere. */
export function renderKubeconfig({ server, authority, user, credentials }: KubeconfigInput): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'urumi-sandbox', cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(credentials.certificate),
          'client-key-data': base64(credentials.key),
        },
      },
    ],
    contexts: [{ name: 'urumi-sandbox', context: { cluster: 'urumi-sandbox', user } }],
    'current-context': 'urumi-sandbox',
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
