import assert from 'node:assert/strict';
import { armRefusals, composeRefusals, dockerfileRefusals } from './otherRefusals';
import { refusalOf } from './reading';
import { yamlRefusals } from './yamlRefusals';

const corpora = {
  yaml: yamlRefusals,
  compose: composeRefusals,
  dockerfile: dockerfileRefusals,
  arm: armRefusals,
};

describe('readImages', () => {
  for (const [kind, refusals] of Object.entries(corpora)) {
    for (const [title, text, refusal, given] of refusals) {
      it(`D2 refuses (${kind}): ${title}`, async () => {
        assert.equal(await refusalOf(text, given), refusal);
      });
    }
  }

  it('D2 has a corpus worth the name', () => {
    assert.ok(Object.values(corpora).flat().length >= 40);
  });
});
