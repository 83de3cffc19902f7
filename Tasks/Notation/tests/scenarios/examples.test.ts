import assert from 'node:assert/strict';
import { endedWith } from '../support/suite';
import { requireTool } from '../support/tools';
import { exampleNames } from './examples/document';
import { gates } from './examples/gates';
import { many } from './examples/many';
import type { Plays } from './examples/play';
import { registries } from './examples/registries';
import { signers } from './examples/signers';
import { signing } from './examples/signing';
import { Site } from './examples/site';

const plays: Plays = { ...signing, ...many, ...signers, ...registries, ...gates };

describe('the examples, run as they are written', () => {
  let site: Site;

  before(async function () {
    requireTool(this, 'notation');
    site = endedWith(this, await Site.open());
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
