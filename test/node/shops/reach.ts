import { z } from 'zod';
import { inParallel } from '../../../cluster/in-parallel.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { containerdSocket } from '../parts/containerd-config.ts';
import type { InNode } from '../machine/in-node.ts';

const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    containers: z.array(z.looseObject({ ports: z.array(z.looseObject({ containerPort: z.number() })).default([]) })),
  }),
  status: z.looseObject({
    phase: z.string(),
    podIP: z.string().optional(),
    containerStatuses: z.array(z.looseObject({ containerID: z.string().optional() })).default([]),
  }),
});

/** A pod that runs, as somebody who connects and is connected to. */
export interface Party {
  /** `namespace/name` */
  readonly name: string;
  readonly address: string;
  readonly ports: readonly number[];
  readonly container: string;
}

/** The pods that run. */
export function parties(pods: readonly KubeObject[]): Party[] {
  return pods.flatMap((object) => {
    const { metadata, spec, status } = podSchema.parse(object);
    const container = status.containerStatuses[0]?.containerID?.replace('containerd://', '');
    if (status.phase !== 'Running' || status.podIP === undefined || container === undefined) return [];
    const ports = spec.containers.flatMap((each) => each.ports.map(({ containerPort }) => containerPort));
    return [{ name: `${metadata.namespace}/${metadata.name}`, address: status.podIP, ports, container }];
  });
}

const secondsToConnect = 2;

/** Whether a pod's network lets it connect to an address: tried from within that network, so that the image needs no program for it. */
export async function canReach(inside: InNode, from: Party, address: string, port: number): Promise<boolean> {
  const tasks = await inside.run('ctr', ['--address', containerdSocket, '--namespace', 'k8s.io', 'tasks', 'list']);
  const pid = new RegExp(`^${from.container}\\s+(\\d+)`, 'm').exec(tasks)?.[1];
  if (pid === undefined) throw new Error(`${from.name} runs no more`);
  const tried = `timeout ${secondsToConnect} bash -c 'exec 3<> /dev/tcp/${address}/${port}' 2> /dev/null && echo yes || echo no`;
  const answer = await inside.run('nsenter', ['--target', pid, '--net', 'bash', '-c', tried]);
  return answer.trim() === 'yes';
}

/** Something to try. */
export interface Connection {
  readonly from: Party;
  readonly address: string;
  readonly port: number;
}

/** Those that are not answered wait for two seconds, and take no processor meanwhile. */
const atOnce = 24;

/** Tries each connection. @returns those that came about, as text */
export async function thoseThatReach(inside: InNode, connections: readonly Connection[]): Promise<string[]> {
  const reached: string[] = [];
  await inParallel(connections, atOnce, async ({ from, address, port }) => {
    if (await canReach(inside, from, address, port)) reached.push(`${from.name} to ${address}:${port}`);
  });
  return reached;
}
