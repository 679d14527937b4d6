/**
 * A thread that answers every AdmissionReview at once, over the same TLS as Urumi's webhook: what the API server's asking costs by itself, whoever is asked.
 * Its workerData is a BareWebhook; it posts its port.
 */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:https';
import { parentPort, workerData } from 'node:worker_threads';

/** PEM. */
export interface BareWebhook {
  readonly certificate: string;
  readonly key: string;
}

const { certificate, key } = workerData as BareWebhook;
const server = createServer({ cert: certificate, key, keepAliveTimeout: 90_000 }, (request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  request.once('end', () => {
    const { uid } = (JSON.parse(text) as { request: { uid: string } }).request;
    // The warning tells the benchmark that it is asked by now.
    const answer = { uid, allowed: true, warnings: ['allowed by the bare webhook'] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }));
  });
});
server.listen(0, '127.0.0.1', () => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
