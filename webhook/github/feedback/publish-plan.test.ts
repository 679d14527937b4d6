import assert from 'node:assert/strict';
import { MemoryForge, pullExample } from '../../testing/memory-forge.ts';
import { publishDelay } from './publish-plan.ts';

const head = '1'.repeat(40);

describe('publishDelay', () => {
  it('shows why in code: a server, or whoever named a file, may have written it', async () => {
    const memory = new MemoryForge();
    memory.checkRuns = true;
    const why = '@everyone [see](https://evil.example)';
    await publishDelay(memory.forge(), { pull: pullExample(7, head), head, why }, AbortSignal.timeout(1_000));
    const [run] = memory.checks;
    assert.equal(run?.status, 'in_progress');
    assert.equal(run.summary, 'cannot be planned yet, and is tried again: `@everyone [see](https://evil.example)`');
  });
});
