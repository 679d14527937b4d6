import assert from 'node:assert/strict';
import { annotations } from '../../synth/spec/names.ts';
import { fleetExample } from '../testing/objects.ts';
import { approvalText, commandedApproval } from './commanded-approval.ts';

const revision = 'b'.repeat(40);

function fleet(text?: string) {
  const { metadata } = fleetExample();
  return {
    metadata: { ...metadata, annotations: text === undefined ? {} : { [annotations.approvedClosures]: text } },
  };
}

describe('commandedApproval', () => {
  it('reads what approvalText writes, SHA-256 revisions too', () => {
    assert.equal(commandedApproval(fleet(approvalText(revision, 40)), revision), 40);
    const long = 'c'.repeat(64);
    assert.equal(commandedApproval(fleet(approvalText(long, 7)), long), 7);
  });

  it('approves nothing of another revision', () => {
    assert.equal(commandedApproval(fleet(approvalText('a'.repeat(40), 40)), revision), undefined);
  });

  for (const text of [
    undefined,
    '',
    '40',
    `${revision}=`,
    `${revision}=all`,
    `${revision}=-1`,
    `${revision} = 40`,
    `${revision.slice(0, 12)}=40`,
    `${revision}=4000000`,
  ]) {
    it(`approves nothing by ${text === undefined ? 'no annotation' : `'${text}'`}`, () => {
      assert.equal(commandedApproval(fleet(text), revision), undefined);
    });
  }
});
