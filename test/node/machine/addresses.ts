/** Addresses that the node uses. Only `link` is visible on the host, as one interface; all else is within the node's own network. */
export const addresses = {
  /** The host's interface, and the host's and the node's end of it. */
  link: 'urumi-node0',
  host: '10.200.0.1',
  node: '10.200.0.2',
  linkBits: 30,
  pods: '10.244.0.0/24',
  /** As the control plane's certificates and arguments have it. */
  services: '10.96.0.0/16',
  dns: '10.96.0.10',
  apiPort: 6443,
} as const;

/** What the node calls itself. */
export const nodeName = 'urumi-node';
