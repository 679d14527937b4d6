import type { Peer, Pod, Policy, PolicyWorld, Port, Rule } from './policy-world.ts';
import { selects } from './selects.ts';

/** The table that holds everything; nobody else's rules are touched. */
export const tableName = 'urumi-policies';

type Direction = 'Ingress' | 'Egress';
interface LivePod extends Pod {
  readonly address: string;
}
interface LiveWorld extends Omit<PolicyWorld, 'pods'> {
  readonly pods: readonly LivePod[];
}

/**
 * The node's network policies as one nftables table, for `nft -f`: replaces the whole table in one step. A pod that some policy selects for a direction
 * may in that direction do what a policy allows, and nothing else; the others may do all. What is allowed one way is answered the other way.
 */
export function ruleset(world: PolicyWorld): string {
  const pods = livePods(world);
  const chains: string[] = [];
  const jumps: Record<Direction, string[]> = { Ingress: [], Egress: [] };
  for (const pod of pods) {
    for (const direction of ['Ingress', 'Egress'] as const) {
      const policies = world.policies.filter((policy) => concerns(policy, pod, direction));
      if (policies.length === 0) continue;
      const name = `${direction.toLowerCase()}-${pod.address.replaceAll('.', '-')}`;
      const rules = policies.flatMap((policy) => allowed(policy, pod, direction, { ...world, pods }));
      chains.push(
        `  chain ${name} {\n${[...new Set(rules), 'counter drop'].map((rule) => `    ${rule}\n`).join('')}  }\n`,
      );
      jumps[direction].push(`${pod.address} : jump ${name}`);
    }
  }
  return [
    // Deleting a table that is not there fails; making one that is there does not.
    `table inet ${tableName} {}\ndelete table inet ${tableName}\ntable inet ${tableName} {\n`,
    ...chains,
    base('forward', [branch('saddr', jumps.Egress), branch('daddr', jumps.Ingress)]),
    // What pods send to the node itself: the API server, kubelet.
    base('input', [branch('saddr', jumps.Egress)]),
    '}\n',
  ].join('');
}

/** Two pods have one address while one of them has ended. */
function livePods({ pods }: PolicyWorld): LivePod[] {
  return pods.flatMap((pod) => {
    const { podIP, phase } = pod.status;
    if (podIP === undefined || pod.spec.hostNetwork || phase === 'Succeeded' || phase === 'Failed') return [];
    return [{ ...pod, address: podIP }];
  });
}

function concerns({ metadata, spec }: Policy, pod: LivePod, direction: Direction): boolean {
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress ? ['Egress'] : [])];
  return (
    types.includes(direction) &&
    metadata.namespace === pod.metadata.namespace &&
    selects(spec.podSelector, pod.metadata.labels)
  );
}

function allowed(policy: Policy, pod: LivePod, direction: Direction, world: LiveWorld): string[] {
  const rules: readonly Rule[] = (direction === 'Ingress' ? policy.spec.ingress : policy.spec.egress) ?? [];
  const field = direction === 'Ingress' ? 'ip saddr' : 'ip daddr';
  return rules.flatMap((rule) => {
    const peers = direction === 'Ingress' ? rule.from : rule.to;
    const addresses = peers?.length
      ? peers.flatMap((peer) => addressMatch(peer, policy.metadata.namespace, field, world))
      : [''];
    const ports = rule.ports?.length
      ? rule.ports.flatMap((port) => portMatch(port, direction === 'Ingress' ? [pod] : world.pods))
      : [''];
    return addresses.flatMap((address) => ports.map((port) => [address, port, 'return'].filter(Boolean).join(' ')));
  });
}

/** No match at all where no pod is meant. */
function addressMatch(peer: Peer, namespace: string, field: string, { pods, namespaces }: LiveWorld): string[] {
  if (peer.ipBlock !== undefined) {
    const { cidr, except } = peer.ipBlock;
    // Pods have addresses of version 4 only: a block of the other version means none of them.
    if (cidr.includes(':')) return [];
    return [`${field} ${cidr}${except.length > 0 ? ` ${field} != ${set(except)}` : ''}`];
  }
  const chosen = new Set(
    peer.namespaceSelector === undefined
      ? [namespace]
      : namespaces
          .filter(({ metadata }) => selects(peer.namespaceSelector ?? {}, metadata.labels))
          .map(({ metadata }) => metadata.name),
  );
  const meant = pods.filter(
    ({ metadata }) => chosen.has(metadata.namespace) && selects(peer.podSelector ?? {}, metadata.labels),
  );
  return meant.length > 0 ? [`${field} ${set(meant.map(({ address }) => address))}`] : [];
}

/** @param pods those whose containers may give the port its name */
function portMatch({ protocol, port, endPort }: Port, pods: readonly LivePod[]): string[] {
  const kind = protocol.toLowerCase();
  if (port === undefined) return [`meta l4proto ${kind}`];
  if (typeof port === 'number') return [`${kind} dport ${endPort === undefined ? port : `${port}-${endPort}`}`];
  const numbers = pods
    .flatMap(({ spec }) => spec.containers)
    .flatMap(({ ports }) => ports)
    .filter(({ name }) => name === port)
    .map(({ containerPort }) => String(containerPort));
  return numbers.length > 0 ? [`${kind} dport ${set(numbers)}`] : [];
}

function base(hook: 'forward' | 'input', rules: readonly string[]): string {
  const lines = [
    `type filter hook ${hook} priority 0; policy accept;`,
    'ct state established,related accept',
    ...rules,
  ];
  return `  chain ${hook} {\n${lines
    .filter(Boolean)
    .map((line) => `    ${line}\n`)
    .join('')}  }\n`;
}

function branch(field: 'saddr' | 'daddr', jumps: readonly string[]): string {
  return jumps.length > 0 ? `ip ${field} vmap { ${jumps.join(', ')} }` : '';
}

function set(values: readonly string[]): string {
  return `{ ${[...new Set(values)].join(', ')} }`;
}
