import assert from 'node:assert/strict';
import path from 'node:path';
import { logOf } from '../../fixtures/job/logAssertions';
import { Builder } from '../../fixtures/images/builder';
import { ImageFixture } from '../../fixtures/images/imageFixture';
import { openSuiteWorld } from '../../fixtures/suite';
import { requireTool } from '../../fixtures/tools';
import { assertEnded } from '../../fixtures/trust/trustAssertions';

const dockerfile = `ARG RUNTIME=run
FROM HOST/base/sdk:1 AS build
FROM HOST/base/\${RUNTIME}:1
COPY --from=build /content /sdk
COPY --from=HOST/base/tool:1 /content /tool
`;
const names = ['sdk', 'run', 'tool'];

describe('the pinned copy of a Dockerfile', () => {
  let fixture: ImageFixture;
  let builder: Builder;

  before(async function () {
    requireTool(this, 'notation', 'buildah', 'crane');
    if (process.getuid?.() !== 0) {
      console.log('skipped, buildah needs root: sudo npx mocha <this file>');
      this.skip();
    }
    fixture = new ImageFixture(await openSuiteWorld(this));
    builder = new Builder(path.join(fixture.world.root, 'builder'));
  });

  function push(name: string, content: string): ReturnType<Builder['pushBase']> {
    return builder.pushBase(`${fixture.host}/base/${name}:1`, content);
  }

  function build(name: string): ReturnType<Builder['build']> {
    const { sources } = fixture.testJob.job;
    return builder.build(path.join(sources, name), sources);
  }

  it('D4 builds on what was verified, by a real builder, also once the tags mean something else', async () => {
    const bases = await Promise.all(names.map((name) => push(name, `first ${name}`)));
    const signed = await fixture.testJob.sign(bases.map(({ reference }) => reference).join(','));
    assert.equal(signed.result, 'Succeeded', logOf(signed));
    fixture.write({ Dockerfile: dockerfile });
    assertEnded(await fixture.verify('Dockerfile', { pinTo: 'pinned' }));

    const files = ['content', 'sdk', 'tool'];
    const expected = ['first run', 'first sdk', 'first tool'];
    const built = await build('pinned/Dockerfile');
    const [, base] = bases;
    assert.deepEqual(built.layers.slice(0, 1), base?.layers);
    assert.deepEqual(files.map(built.read), expected);

    await Promise.all(names.map((name) => push(name, `moved ${name}`)));
    const again = await build('pinned/Dockerfile');
    assert.deepEqual(again.layers.slice(0, 1), base?.layers);
    assert.deepEqual(files.map(again.read), expected);
    const unpinned = await build('Dockerfile');
    assert.deepEqual(files.map(unpinned.read), ['moved run', 'moved sdk', 'moved tool']);

    const moved = await fixture.verify('Dockerfile', { pinTo: 'moved' });
    assertEnded(moved, ...names.map(() => 'NotSigned'));
    assert(!fixture.has('moved'));
  });
});
