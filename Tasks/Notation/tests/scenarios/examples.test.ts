import assert from 'node:assert/strict';
import { endedWith } from '../fixtures/suite';
import { requireTool } from '../fixtures/tools';
import { exampleNames } from '../fixtures/examples/document';
import { gates } from '../fixtures/examples/gates';
import { imageFiles } from '../fixtures/examples/imageFiles';
import { multiPlatform } from '../fixtures/examples/multiPlatform';
import { many } from '../fixtures/examples/many';
import type { ExampleTests } from '../fixtures/examples/exampleTest';
import { registries } from '../fixtures/examples/registries';
import { signers } from '../fixtures/examples/signers';
import { signing } from '../fixtures/examples/signing';
import { ExampleEnvironment } from '../fixtures/examples/exampleEnvironment';

const plays: ExampleTests = {
  ...signing,
  ...many,
  ...multiPlatform,
  ...signers,
  ...registries,
  ...gates,
  ...imageFiles,
};

describe('the examples, run as they are written', () => {
  let site: ExampleEnvironment;

  before(async function () {
    requireTool(this, 'notation');
    site = endedWith(this, await ExampleEnvironment.open());
  });

  afterEach(() => {
    site.reset();
  });

  it('are all there, and each has a way to be run', () => {
    assert.deepEqual(Object.keys(plays).sort(), exampleNames().sort());
  });

  for (const name of exampleNames()) {
    for (const [title, play] of Object.entries(plays[name] ?? {})) {
      it(`${name} ${title}`, () => play(site, (choice) => site.run(name, choice)));
    }
  }
});
