import { canRun, runCommand, tellProgress } from './report.ts';
import { startNode } from './start-node.ts';

/** `npm run node:up`: makes a Kubernetes node of this machine, which stays until `npm run node:down`. With `--bare`, without what only shops need. */
const forShops = !process.argv.includes('--bare');
if (canRun('the node')) {
  await runCommand(async (signal) => {
    const { kubeconfig, address } = await startNode({ forShops, onProgress: tellProgress, signal });
    process.stdout.write(
      [
        '',
        'The node runs, until `npm run node:down`.',
        `  kubectl --kubeconfig ${kubeconfig} get pods --all-namespaces`,
        `Shops answer at ${address}:`,
        `  curl --insecure --connect-to ::${address}: https://demo.shops.test/`,
        '',
      ].join('\n'),
    );
  });
}
