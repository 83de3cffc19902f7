import assert from 'node:assert/strict';
import task from '../../task.json';

/** What would make an error go away by looking less closely. */
const loosening = /\b(skip|permissive|audit|disable(?!d)|relax|loosen|ignore|turn(?:ed)? off)/i;

/** These report that something was not checked, and advise nothing of the kind. */
const reports = ['Warning_Skipped'];

describe('the remedies of errors and warnings', () => {
  const texts = Object.entries(task.messages).filter(([key]) => /^(Error|Warning)_/.test(key));

  it('G8 there are texts to look at', () => {
    assert(texts.length > 50);
  });

  for (const [key, text] of texts.filter(([name]) => !reports.includes(name))) {
    it(`G8 ${key} does not advise to loosen the policy`, () => {
      assert.doesNotMatch(text, loosening);
    });
  }

  it('G8 every error of an artifact names the artifact first, then the reason, then the remedy', () => {
    const ofArtifacts = texts.filter(([, text]) => /^%s was not (?:verified|signed)/.test(text));
    assert(ofArtifacts.length > 20);
    for (const [key, text] of ofArtifacts) {
      assert.match(text, /^%s was not (?:verified|signed)[^:]*: /, key);
      // A sentence that names the remedy follows the sentence that names the reason.
      assert(text.split(/[.;] /).length > 1, key);
    }
  });
});
