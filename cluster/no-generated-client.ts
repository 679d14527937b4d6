/**
 * Stands in for @kubernetes/client-node's generated API client, which KubeConfig refers to for `makeApiClient` alone: see kube-config.ts.
 */
function refuse(): never {
  throw new Error('The generated API client is not loaded: send requests with a Connection (cluster/connect.ts).');
}

export { refuse as ServerConfiguration, refuse as createConfiguration };
