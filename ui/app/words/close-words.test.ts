import assert from 'node:assert/strict';
import type { StoreDetail } from '../../server/api/store-detail.ts';
import { closingSentence, fatesOf, purgeIfMerged, spanOf } from './close-words.ts';

const week = 7 * 86_400_000;
const detail = (retentionMs: number, url = 'http://demo.shops.test'): StoreDetail =>
  ({
    name: 'demo',
    url,
    file: 'stores/demo.yaml',
    volumes: [{ claim: 'db-data', uid: 'u', size: '5Gi' }],
    deletion: { policy: 'Retain', retention: '7d', retentionMs, protected: false },
  }) as never;
const fate = (of: StoreDetail, part: RegExp) => fatesOf(of).find((one) => part.test(one.part));

describe('what closing means', () => {
  it('says how long the data is kept, and until when', () => {
    assert.match(closingSentence(detail(week)), /stays whole for 7\u00A0days\.$/);
    assert.equal(purgeIfMerged(detail(week), 0), '1970-01-08T00:00:00.000Z');
    assert.deepEqual([spanOf(86_400_000), spanOf(12 * 3_600_000)], ['1\u00A0day', '12\u00A0hours']);
  });

  it('says so when the data goes with the file', () => {
    assert.match(closingSentence(detail(0)), /deleted with it/);
    assert.equal(purgeIfMerged(detail(0), 0), undefined);
    assert.deepEqual(fate(detail(0), /Orders/)?.onMerge, 'Deleted');
    assert.deepEqual(fate(detail(week), /Orders/)?.until, 'Kept');
  });

  it('keeps the address that the name makes, and no other host', () => {
    assert.equal(fate(detail(week), /demo\.shops/)?.until, 'Reserved');
    assert.equal(fate(detail(week, 'https://shop.example'), /shop\.example/)?.until, 'Free for others');
  });
});
