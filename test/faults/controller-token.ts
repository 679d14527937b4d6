import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import * as z from 'zod';
import { createObject } from '../../cluster/create.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { removeObject } from '../../cluster/remove.ts';
import { controllerAccount } from '../../synth/isolation/access.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import { until } from '../harness/until.ts';

const review = z.object({ status: z.object({ authenticated: z.boolean().optional() }) });
const issued = z.object({ status: z.object({ token: z.string().min(1) }) });

/**
 * Credentials of the controller that can end: a token of its ServiceAccount, bound to a Secret. The API server refuses it soon after the Secret is gone
 * (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens).
 */
export class ControllerToken {
  readonly #api: ApiConnection;
  readonly #token: string;
  readonly #boundTo: { readonly name: string; readonly uid: string };

  private constructor(api: ApiConnection, token: string, boundTo: { name: string; uid: string }) {
    this.#api = api;
    this.#token = token;
    this.#boundTo = boundTo;
  }

  /** @param api an administrator's */
  static async issue(api: ApiConnection, name: string): Promise<ControllerToken> {
    const metadata = { name, namespace: systemNamespace };
    const { uid = '' } = (await createObject(api, { apiVersion: 'v1', kind: 'Secret', metadata })).metadata;
    const answer = await api.request({
      method: 'POST',
      path: `/api/v1/namespaces/${systemNamespace}/serviceaccounts/${controllerAccount}/token`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { boundObjectRef: { apiVersion: 'v1', kind: 'Secret', name, uid } },
      },
    });
    return new ControllerToken(api, issued.parse(answer).status.token, { name, uid });
  }

  /** Writes a kubeconfig with it, readable by its owner only. @param server `http://127.0.0.1:...` */
  writeKubeconfig(file: string, server: string): void {
    const text = stringify({
      apiVersion: 'v1',
      kind: 'Config',
      // Plain HTTP is refused otherwise, and it is all that a proxy on 127.0.0.1 speaks.
      clusters: [{ name: 'faults', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: controllerAccount, user: { token: this.#token } }],
      contexts: [{ name: 'faults', context: { cluster: 'faults', user: controllerAccount } }],
      'current-context': 'faults',
    });
    writeFileSync(file, text, { mode: 0o600 });
  }

  /** Ends it; resolves when the API server refuses it, which takes up to 10 s: it remembers tokens for that long. */
  async revoke(): Promise<void> {
    const { name, uid } = this.#boundTo;
    await removeObject(this.#api, `Secret/${systemNamespace}/${name}`, { uid, propagation: 'Background' });
    await until('the token is refused', () => this.#isRefused(), { intervalMs: 250 });
  }

  async #isRefused(): Promise<boolean> {
    const answer = await this.#api.request({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/tokenreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token: this.#token } },
    });
    return !(review.parse(answer).status.authenticated ?? false);
  }
}
