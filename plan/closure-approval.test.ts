import assert from 'node:assert/strict';
import { closureApproval } from './closure-approval.ts';

describe('closureApproval', () => {
  it('reads the trailer of the last paragraph', () => {
    assert.equal(closureApproval('Close the autumn shops\n\nThey are done.\n\nUrumi-Approve-Closures: 12\n'), 12);
    assert.equal(closureApproval('Close\r\n\r\nSigned-off-by: A <a@example.com>\r\nurumi-approve-closures: 3\r\n'), 3);
  });

  it('ignores the words anywhere else', () => {
    assert.equal(closureApproval('Explain\n\nUrumi-Approve-Closures: 12\n\nis how one approves.\n'), undefined);
    assert.equal(closureApproval('Say Urumi-Approve-Closures: 12'), undefined);
    assert.equal(closureApproval('x\n\nUrumi-Approve-Closures: all'), undefined);
    assert.equal(closureApproval(''), undefined);
  });

  it('takes the last of several', () => {
    assert.equal(closureApproval('x\n\nUrumi-Approve-Closures: 4\nUrumi-Approve-Closures: 6'), 6);
  });
});
