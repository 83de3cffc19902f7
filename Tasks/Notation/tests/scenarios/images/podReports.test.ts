import assert from 'node:assert/strict';
import { ImageFixture } from '../../fixtures/images/imageFixture';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/trustAssertions';

describe('a manifest that claims to be what a cluster says of a pod', () => {
  let fixture: ImageFixture;

  before(async function () {
    fixture = new ImageFixture(await openSuiteWorld(this));
  });

  /** A pod that kubectl would create with the image of the specification. */
  function podOf(image: string, running: string): string {
    return JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '4711' } },
      spec: { containers: [{ name: 'a', image: `HOST/${image}` }] },
      status: { containerStatuses: [{ name: 'a', imageID: `HOST/shop/web@${running}` }] },
    });
  }

  it('D2 is held to the image of its specification where that is no image of the status', async () => {
    const [signed] = await fixture.signed('shop/web:1');
    const running = signed?.digest ?? '';
    await fixture.push('shop/evil:1');
    const again = await fixture.push('shop/web:2');
    fixture.write({
      'same.json': podOf('shop/web:1', running),
      'repository.json': podOf('shop/evil:1', running),
      'digest.json': podOf(`shop/web@${again.digest}`, running),
    });
    const same = await fixture.verify('same.json');
    assertEnded(same);
    assert(
      same.log.some((line) => line.startsWith('same.json says what runs')),
      logOf(same),
    );
    const other = await fixture.verify('repository.json');
    assertEnded(other, 'NotSigned');
    assert.equal(other.outputs['FailedArtifacts'], `${fixture.host}/shop/evil:1`);
    assertEnded(await fixture.verify('digest.json'), 'NotSigned');
  });
});
