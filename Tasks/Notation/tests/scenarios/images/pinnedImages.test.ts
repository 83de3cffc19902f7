import assert from 'node:assert/strict';
import type { StepRun } from '../../../../../emulator/run';
import { ImageFixture } from '../../fixtures/images/imageFixture';
import { logOf } from '../../fixtures/job/logAssertions';
import { openSuiteWorld } from '../../fixtures/suite';
import { assertEnded } from '../../fixtures/trust/trustAssertions';

/** The longest value, in characters (src/report/publish.ts). */
const MOST = 32_000;
const digest = `sha256:${'0'.repeat(64)}`;

describe('the output variable PinnedImages', () => {
  let fixture: ImageFixture;

  before(async function () {
    fixture = new ImageFixture(await openSuiteWorld(this));
  });

  it('D4 is empty for what pods run, of which nothing is deployed', async () => {
    const [image] = await fixture.signed('shop/web:1');
    const imageID = `HOST/shop/web@${image?.digest ?? ''}`;
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '4711' } },
      spec: { containers: [{ name: 'a', image: 'HOST/shop/web:1' }] },
      status: { containerStatuses: [{ name: 'a', imageID }] },
    };
    fixture.write({ 'pods.json': JSON.stringify(pod) });
    const verified = await fixture.verify('pods.json');
    assertEnded(verified);
    assert.equal(verified.outputs['PinnedImages'], '');
  });

  /** Images whose list has a length in characters. The policy skips them, so that no registry is asked. */
  function listOf(length: number): string[] {
    const name = (index: number, filling: string): string =>
      `${fixture.host}/shop/${String(index).padStart(3, '0')}${filling}@${digest}`;
    const bare = name(0, '').length + 1;
    const count = Math.ceil((length + 1) / (bare + 200));
    const each = Math.floor((length + 1) / count) - bare;
    const names = Array.from({ length: count }, (_, index) => name(index, 'x'.repeat(each)));
    const rest = length - names.join('\n').length;
    return [...names.slice(1), name(0, 'x'.repeat(each + rest))];
  }

  async function verify(names: readonly string[]): Promise<StepRun> {
    fixture.write({ 'long.txt': `${names.join('\n')}\n` });
    const verified = await fixture.verify('long.txt', {}, { level: 'skip' });
    assert.equal(verified.result, 'SucceededWithIssues', logOf(verified));
    return verified;
  }

  it('D4 has up to 32,000 characters, and is empty with a warning beyond', async () => {
    const most = listOf(MOST);
    assert.equal((await verify(most)).outputs['PinnedImages'], most.join('\n'));
    const verified = await verify(listOf(MOST + 1));
    assert.equal(verified.outputs['PinnedImages'], '');
    assert(
      verified.log.some((line) => line.includes('PinnedImages is empty')),
      logOf(verified),
    );
  });
});
