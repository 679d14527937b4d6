import assert from 'node:assert/strict';
import { obstacles, type Machine } from './preflight.ts';

const hierarchy = (name: string) => `30 25 0:26 / /sys/fs/cgroup/${name} rw,relatime - cgroup cgroup rw,${name}`;
const fit: Machine = {
  platform: 'linux',
  arch: 'x64',
  uid: 0,
  capabilities: '000001fffeffffff',
  mountinfo: ['cpu,cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'pids'].map(hierarchy).join('\n'),
  symbols: 'ff T nft_do_chain\nff T br_add_bridge\nff t veth_newlink\nff t ovl_fill_super\n',
  modules: '',
  hasProgram: () => true,
};

describe('the preflight of a node', () => {
  it('finds nothing wrong with a machine that has all', () => {
    assert.deepEqual(obstacles(fit), []);
  });

  it('takes a module that can be loaded for a part of the kernel', () => {
    const modules = ['nf_tables', 'bridge', 'veth', 'overlay'].map((name) => `kernel/net/${name}.ko.xz: `).join('\n');
    assert.deepEqual(obstacles({ ...fit, symbols: '', modules }), []);
    assert.match(obstacles({ ...fit, symbols: '' }).join(), /lacks nf_tables, bridge, veth, overlay/);
  });

  it('names each obstacle: user, capabilities, cgroups, programs, platform', () => {
    assert.match(obstacles({ ...fit, uid: 1000 }).join(), /needs root, and this is user 1000/);
    assert.match(
      obstacles({ ...fit, capabilities: '00000000a80425fb' }).join(),
      /root lacks CAP_NET_ADMIN, CAP_SYS_ADMIN/,
    );
    assert.match(obstacles({ ...fit, mountinfo: hierarchy('memory') }).join(), /cpu, cpuacct, cpuset, devices/);
    assert.match(obstacles({ ...fit, hasProgram: (name) => name !== 'apt-get' }).join(), /not on the PATH: apt-get/);
    assert.deepEqual(obstacles({ ...fit, platform: 'darwin', arch: 'arm64' }), [
      'it needs Linux on x86-64, and this is darwin on arm64',
    ]);
  });
});
