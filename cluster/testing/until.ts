import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so. @throws AssertionError when it is not within `ms` */
export async function until(isSo: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${isSo.toString()}`);
    await sleep(5);
  }
}
