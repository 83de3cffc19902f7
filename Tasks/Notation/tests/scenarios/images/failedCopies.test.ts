import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { PushedImage } from '../../doubles/registry/image';
import { codesOf, logOf } from '../../fixtures/job/logAssertions';
import { ImageFixture, rowsOf } from '../../fixtures/images/imageFixture';
import { openSuiteWorld } from '../../fixtures/suite';

/** With digests, the key that repeats the name of an image would be another one. */
const thing = `apiVersion: example.com/v1
kind: Thing
spec:
  web: { image: &web HOST/shop/web:1 }
  *web : { image: HOST/shop/side:1 }
`;

describe('copies with digests that cannot be made', () => {
  let fixture: ImageFixture;
  let images: readonly PushedImage[];

  before(async function () {
    fixture = new ImageFixture(await openSuiteWorld(this));
    images = await fixture.signed('shop/web:1', 'shop/side:1');
    fixture.write({ 'thing.yaml': thing });
  });

  it('D4 fail the step, whose report says all the same what was verified', async () => {
    const verified = await fixture.verify('thing.yaml', { pinTo: 'pinned' });
    assert.deepEqual(
      [verified.result, codesOf(verified)],
      ['Failed', ['PinFailed']],
      logOf(verified),
    );
    assert(!fixture.has('pinned'));
    assert.deepEqual(
      rowsOf(verified).map(({ status }) => status),
      ['verified', 'verified'],
    );
    const { outputs } = verified;
    assert.equal(outputs['VerifiedArtifacts'], images.map(({ reference }) => reference).join(','));
    assert.deepEqual([outputs['PinnedImages'], outputs['FailedCount']], ['', '0']);
    const report = JSON.parse(readFileSync(outputs['ReportPath'] ?? '', 'utf8')) as Report;
    assert.deepEqual([report.outcome, report.error?.code], ['Failed', 'PinFailed']);
    const [summary] = verified.summaries;
    assert(summary?.content.includes('PinFailed'), summary?.content);
  });
});

interface Report {
  readonly outcome: string;
  readonly error: { readonly code: string } | null;
}
