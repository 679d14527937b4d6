import { existsSync } from 'node:fs';
import { addresses } from './addresses.ts';
import { command } from './command.ts';

const { link, host, node, linkBits } = addresses;

/**
 * Ties the node's network to the host by one pair of interfaces. The host gets one interface and the route that its address brings; nothing is
 * forwarded, so that the node reaches the host and nothing beyond.
 *
 * @param init pid of the node's PID 1
 */
export async function connectNetwork(init: number): Promise<void> {
  const inNode = (...args: string[]) => command('nsenter', ['--target', String(init), '--net', 'ip', ...args]);
  await command('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(init)]);
  await command('ip', ['address', 'add', `${host}/${linkBits}`, 'dev', link]);
  await command('ip', ['link', 'set', link, 'up']);
  await inNode('link', 'set', 'lo', 'up');
  await inNode('address', 'add', `${node}/${linkBits}`, 'dev', 'eth0');
  await inNode('link', 'set', 'eth0', 'up');
  // kubelet wants a default route. This one leads to a bridge without ports: what is sent there is gone.
  await inNode('link', 'add', 'nowhere', 'type', 'bridge');
  await inNode('address', 'add', '10.201.0.1/32', 'dev', 'nowhere');
  await inNode('link', 'set', 'nowhere', 'up');
  await inNode('route', 'add', 'default', 'dev', 'nowhere');
}

/** The host's interface goes with the node's network, which the kernel takes apart in its own time: here, at once. */
export async function removeLink(): Promise<void> {
  if (!existsSync(`/sys/class/net/${link}`)) return;
  try {
    await command('ip', ['link', 'delete', link]);
  } catch (error) {
    if (existsSync(`/sys/class/net/${link}`)) throw error;
  }
}
