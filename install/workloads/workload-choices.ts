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
  /** Host names by which people reach the web UI, beside localhost. @default none */
  readonly uiHosts?: readonly string[];
}
