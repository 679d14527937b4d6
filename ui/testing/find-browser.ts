import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not to be run: another name may be
  }
}

/** A Chromium to test with: `$URUMI_BROWSER`, else one that is installed. undefined: there is none. */
export function findBrowser(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const installed = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [env['URUMI_BROWSER'] ?? '', ...installed, ...elsewhere].find((file) => file !== '' && isProgram(file));
}
