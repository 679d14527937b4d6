import { addresses } from '../machine/addresses.ts';

/** The pods' network, as the CNI plugins want it: one bridge, addresses from a list in memory, host ports by nftables. */
export const podNetwork = {
  cniVersion: '1.0.0',
  name: 'urumi',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      hairpinMode: true,
      ipMasq: false,
      mtu: 1500,
      ipam: {
        type: 'host-local',
        dataDir: '/run/cni-ipam',
        ranges: [[{ subnet: addresses.pods }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
    { type: 'portmap', backend: 'nftables', capabilities: { portMappings: true } },
  ],
};
