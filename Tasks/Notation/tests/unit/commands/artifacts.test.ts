import assert from 'node:assert/strict';
import { parseReferences } from '../../../src/artifacts/list';
import { type Choice, chooseArtifacts } from '../../../src/commands/artifacts';
import type { ArtifactInputs } from '../../../src/inputs';

const digest = `sha256:${'a'.repeat(64)}`;

/** What does not matter here. */
const rest = {} as ArtifactInputs;

function choose(refs: string, resourceUris: string | undefined, on: 'warn' | 'refuse'): Choice {
  const inputs = { artifacts: parseReferences(refs), resourceUris };
  return chooseArtifacts({ ...rest, ...inputs }, on);
}

describe('chooseArtifacts', () => {
  const table: [refs: string, uris: string | undefined, names: string[], warnings: string[]][] = [
    [`r/a@${digest}`, undefined, [`r/a@${digest}`], []],
    [`r/a@${digest}`, `https://r/b@${digest}`, [`r/a@${digest}`], []],
    // The warning of a tag comes with the result, which knows what the tag meant.
    ['r/a:v1', undefined, ['r/a:v1'], []],
    [`r/a:v1@${digest}`, undefined, [`r/a@${digest}`], ['Warning_TagIgnored']],
    ['', `https://r/b@${digest}`, [`r/b@${digest}`], []],
  ];
  for (const on of ['warn', 'refuse'] as const) {
    for (const [refs, uris, names, warnings] of table) {
      it(`G5 takes '${refs.slice(0, 20)}', the Docker task's ${uris?.slice(0, 20) ?? 'nothing'} (${on})`, () => {
        const choice = choose(refs, uris, on);
        assert.deepEqual(
          choice.artifacts.map(({ name }) => name),
          names,
        );
        assert.deepEqual(
          choice.warnings.map(({ key }) => key),
          warnings,
        );
        assert(choice.warnings.every(({ isShortfall }) => !isShortfall));
      });
    }

    it(`I3 refuses a step without any artifact (${on})`, () => {
      assert.throws(() => choose('', undefined, on), { code: 'ArtifactsMissing' });
      for (const uris of ['', 'https://r/a@sha256:', ',']) {
        assert.throws(() => choose('', uris, on), { code: 'ResourceUriUnusable' });
      }
    });
  }

  for (const entry of ['', 'https://r/b@sha256:', 'https://r/b:v1']) {
    const uris = `https://r/a@${digest},${entry}`;
    it(`I3 signs the others and warns of '${entry}', as something less`, () => {
      const { artifacts, warnings } = choose('', uris, 'warn');
      assert.deepEqual(
        artifacts.map(({ name }) => name),
        [`r/a@${digest}`],
      );
      assert.deepEqual(warnings, [
        { key: 'Warning_ResourceUriUnusable', values: [entry], isShortfall: true },
      ]);
    });

    it(`I3 refuses to verify with '${entry}': an image would pass unseen`, () => {
      const error = { code: 'ResourceUriUnusable', values: [entry, uris] };
      assert.throws(() => choose('', uris, 'refuse'), error);
    });
  }
});
