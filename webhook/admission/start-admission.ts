import { X509Certificate } from 'node:crypto';
import { Registry } from 'prom-client';
import { systemClock, type Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { registerGauge } from '../../cluster/gauge.ts';
import { systemNamespace } from '../../synth/spec/names.ts';
import type { Log } from '../../cluster/log.ts';
import { staleness } from '../../serving/staleness.ts';
import { AdmissionMetrics } from './admission-metrics.ts';
import { AdmissionServer } from './admission-server.ts';
import { awaitAnswer } from './await-answer.ts';
import type { CertificateSource } from './certificates/certificate-source.ts';
import { usualTerms, type CertificateTerms } from './certificates/decide-certificates.ts';
import { FileCertificates } from './certificates/file-certificates.ts';
import { keepCertificates } from './certificates/keep-certificates.ts';
import { SecretCertificates } from './certificates/secret-certificates.ts';
import { ClusterClaims } from './cluster-claims.ts';
import { followClaims } from './follow-claims.ts';
import { registerWebhook, updateTrust } from './register-webhook.ts';
import { hostsOf, originOf, type WebhookTarget } from './webhook-configuration.ts';

/** The Secret that holds our own certificates. */
export const certificateSecret = 'urumi-webhook-tls';

export interface AdmissionOptions {
  /** Closed by whoever opened it. */
  readonly api: ApiConnection;
  readonly log: Log;
  /** Where Store and Fleet objects are, and the Secret. @default urumi-system */
  readonly namespace?: string;
  /** The address to listen on. @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** The Service by which the API server reaches us. @default none: by https://HOST:PORT, as in the sandbox */
  readonly service?: { readonly name: string; readonly namespace: string; readonly port?: number };
  /**
   * Certificates that somebody else makes: a folder with `tls.crt` and `tls.key`, and the cert-manager Certificate (`<namespace>/<name>`) that they are of.
   *
   * @default our own, in the Secret `urumi-webhook-tls`
   */
  readonly certManager?: { readonly folder: string; readonly certificate: string };
  /** How long our own certificates are good. @default an authority for a year, what it signs for 90 days */
  readonly terms?: Omit<CertificateTerms, 'hosts'>;
  /** Longest time between two looks at the certificates, ms. @default a minute */
  readonly pollMs?: number;
  /** Account of the fleet loop. @default urumi-controller in the namespace */
  readonly controllerUser?: string;
  /** Where the metrics are registered. @default one of its own */
  readonly registry?: Registry;
  /** @default the system's */
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Gives up the start; does nothing once it is done. */
  readonly signal?: AbortSignal;
}

export interface RunningAdmission {
  /** `https://127.0.0.1:8443` */
  readonly url: string;
  readonly port: number;
  /** PEM: whom the API server trusts now; undefined when cert-manager says so. */
  readonly caBundle: string | undefined;
  /** Why requests should go elsewhere; empty when they may come. */
  notReady(): readonly string[];
  /** Stops; the configuration stays, for the other replicas: writes of Stores and Fleets wait until one is back. See `removeWebhook`. */
  close(): Promise<void>;
}

/**
 * Starts the admission webhook. In this order: know all Stores and Fleets, have certificates, listen, answer, be registered.
 *
 * @returns when the API server has been told to ask us
 * @throws ApiError, CertificateError; Error when the port is taken; the signal's reason
 */
export async function startAdmission(options: AdmissionOptions): Promise<RunningAdmission> {
  const stop = new AbortController();
  const giveUp = (): void => stop.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', giveUp, { once: true });
  const parts: { server?: AdmissionServer; ended: Promise<unknown>[] } = { ended: [] };
  const close = async (): Promise<void> => {
    stop.abort(new Error('the admission webhook stops'));
    await parts.server?.close();
    await Promise.all(parts.ended);
  };
  try {
    return Object.assign(await start(options, parts, stop.signal), { close });
  } catch (error) {
    await close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
}

function defaulted(options: AdmissionOptions) {
  const { namespace = systemNamespace, host = '127.0.0.1' } = options;
  return {
    ...options,
    namespace,
    host,
    controllerUser: options.controllerUser ?? `system:serviceaccount:${namespace}:urumi-controller`,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    registry: options.registry ?? new Registry(),
  };
}

type Settings = ReturnType<typeof defaulted>;

function sourceOf({
  certManager,
  api,
  namespace,
  log,
  terms = usualTerms,
  service,
  host,
}: Settings): CertificateSource {
  if (certManager !== undefined) return new FileCertificates(certManager.folder);
  const hosts = hostsOf(service === undefined ? { url: `https://${host}` } : { service });
  return new SecretCertificates({ api, namespace, name: certificateSecret, terms: { ...terms, hosts }, log });
}

async function start(
  options: AdmissionOptions,
  parts: { server?: AdmissionServer; ended: Promise<unknown>[] },
  signal: AbortSignal,
): Promise<Omit<RunningAdmission, 'close'>> {
  const settings = defaulted(options);
  const { api, log, clock, random, namespace, host, port, service } = settings;
  const claims = new ClusterClaims();
  const followed = followClaims(claims, { api, clock, random, namespace, log }, signal);
  parts.ended.push(followed.ended);
  await followed.synced;
  const source = sourceOf(settings);
  let current = await source.load(clock.now(), signal);
  registerGauge(settings.registry, {
    name: 'urumi_admission_certificate_end_seconds',
    help: 'When the certificate ends that is served, seconds since the epoch: writes of Stores and Fleets wait from then on.',
    read: () => new X509Certificate(current.certificate).validToDate.getTime() / 1_000,
  });
  const notReady = (): readonly string[] => staleness(followed.ageMs());
  const server = await AdmissionServer.listen({
    host,
    port,
    certificates: current,
    context: { claims, controller: settings.controllerUser },
    notReady,
    metrics: new AdmissionMetrics(settings.registry),
    log,
  });
  parts.server = server;
  const url = `https://${host}:${server.port}`;
  const target: WebhookTarget = service === undefined ? { url } : { service };
  const registration = { target, namespace, injectFrom: settings.certManager?.certificate };
  await awaitAnswer({ origin: originOf(target), caBundle: current.caBundle, clock, random, log }, signal);
  await registerWebhook(api, { ...registration, caBundle: current.caBundle }, signal);
  log.info({ url, objects: claims.size }, 'the admission webhook answers');
  const keeping = {
    source,
    clock,
    random,
    log,
    ...(settings.pollMs !== undefined && { pollMs: settings.pollMs }),
    async use(next: typeof current) {
      if (next.caBundle !== current.caBundle)
        await updateTrust(api, { ...registration, caBundle: next.caBundle, log }, signal);
      server.use(next);
      current = next;
    },
  };
  parts.ended.push(keepCertificates(current, keeping, signal));
  return {
    url,
    port: server.port,
    notReady,
    get caBundle() {
      return current.caBundle;
    },
  };
}
