import { alone } from './machine/alone.ts';
import { nodeFolder } from './machine/node-folder.ts';
import { takeDown } from './machine/take-down.ts';
import { canRun, runCommand } from './report.ts';

/** `npm run node:down`: ends the node and removes all of it. */
if (canRun('the node')) {
  await runCommand(async () => {
    const folder = nodeFolder(process.env);
    const existed = await alone(folder, () => takeDown(folder));
    process.stdout.write(existed ? 'The node is down; nothing of it is left.\n' : 'There is no node.\n');
  });
}
