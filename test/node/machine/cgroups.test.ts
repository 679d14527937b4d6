import assert from 'node:assert/strict';
import { cgroupMounts } from './cgroups.ts';

describe('the cgroup hierarchies of a machine', () => {
  it('are those of version 1, wherever they are mounted', () => {
    const mountinfo = [
      '30 25 0:26 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct',
      '31 25 0:27 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory',
      '32 25 0:28 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
      '33 25 0:29 / /cgroup rw - ext4 /dev/vda rw',
      '',
    ].join('\n');
    assert.deepEqual(cgroupMounts(mountinfo), ['/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/memory']);
  });
});
