import type { Environment } from '../../synth/spec/fleet.ts';

/** What of Urumi may run on a cluster. */
export const parts = ['controller', 'admission', 'webhook', 'ui'] as const;
export type Part = (typeof parts)[number];

/** What whoever installs Urumi says of the processes that are to run. */
export interface WorkloadChoices {
  /** Made from images/urumi. There is no default: none is published. */
  readonly image: string;
  /** @default controller and admission, which need nothing else */
  readonly parts?: readonly Part[];
  /** Names of Secrets in urumi-system by which nodes get the image. @default none */
  readonly pullSecrets?: readonly string[];
  /** Secret in urumi-system that the webhook takes its files from. @default `urumi-forge` */
  readonly forgeSecret?: string;
  /** Its keys that hold the webhook's secret: two while it is rotated. @default `webhook-secret` */
  readonly webhookSecretKeys?: readonly string[];
  /**
   * A Certificate of cert-manager's in urumi-system, for `urumi-admission.urumi-system.svc`, whose Secret has the same name: it serves the admission webhook.
   *
   * @default its own, which it makes and renews
   */
  readonly certificate?: string;
  /** Address of the web UI, for links in what the webhook tells. @default no links */
  readonly uiUrl?: string;
  /** Secret in urumi-system with `sign-in.yaml` and the files that it names, so that people sign in to the web UI. @default nobody signs in, and it only shows */
  readonly uiSecret?: string;
  /** Host names by which people reach the web UI, beside localhost. @default none */
  readonly uiHosts?: readonly string[];
  /** Secret in urumi-system with `forge.yaml` and the files that it names, by which the web UI reads files, commits and pull requests. @default it shows none */
  readonly uiForgeSecret?: string;
  /** Ingresses before webhook and web UI. @default none */
  readonly ingress?: IngressChoices;
}

/** How the world outside reaches Urumi. */
export interface IngressChoices {
  /** Which ingress controller the cluster has and where certificates come from: as its fleet has it. */
  readonly environment: Pick<Environment, 'ingress' | 'tls'>;
  /** Where the forge sends its events. @default no Ingress of the webhook */
  readonly webhookHost?: string;
  /**
   * Offers the web UI under its `uiHosts`. Reading asks for no sign-in, so the annotations of its own should put a proxy in front that asks who is there.
   *
   * @default no Ingress of the web UI
   */
  readonly ui?: { readonly annotations: Readonly<Record<string, string>> };
}
