import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../../../../../scripts/paths';

const text = readFileSync(path.join(root, 'azure-pipelines.yml'), 'utf8');

interface Step {
  readonly task?: string;
  readonly displayName?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** The steps of the pipeline, or of one stage, however deep they lie. */
function stepsOf(node: unknown): Step[] {
  if (Array.isArray(node)) return node.flatMap(stepsOf);
  if (node === null || typeof node !== 'object') return [];
  if ('task' in node) return [node as Step];
  return Object.values(node).flatMap(stepsOf);
}

const { stages } = parse(text) as { stages: { stage: string }[] };
const publishing = stages.filter(({ stage }) => stage !== 'test');

describe('the pipeline of a release', () => {
  it('publishes by workload identity, with a token of its own in the environment', () => {
    const publish = stepsOf(publishing).filter(({ displayName }) => displayName === 'Publish');
    assert.equal(publish.length, 2);
    for (const { task, inputs = {} } of publish) {
      assert.equal(task, 'AzureCLI@2');
      assert.equal(inputs['azureSubscription'], 'marketplace-publisher');
      const script = inputs['inlineScript'] ?? '';
      assert.match(script, /export MARKETPLACE_TOKEN\n/);
      assert.doesNotMatch(
        script.replace('MARKETPLACE_TOKEN=$(az', ''),
        /\$\(?\{?MARKETPLACE_TOKEN.*publish/,
      );
    }
  });

  it('has no variable group, and no token in a command', () => {
    assert.doesNotMatch(text, /\bgroup:/);
    assert.doesNotMatch(text, /--token|--auth-type/);
  });

  it('packs and publishes with Node 24, and packs nothing without an address', () => {
    // The same Node packs in the test stage: another one compresses to other bytes, and the two packages are compared.
    // The job `platforms` runs the package on each Node, and packs nothing.
    const nodes = stepsOf(stages).filter(
      ({ task, inputs }) => task === 'UseNode@1' && inputs?.['version'] !== '$(node).x',
    );
    assert.deepEqual(
      nodes.map(({ inputs }) => inputs?.['version']),
      nodes.map(() => '24.x'),
    );
    assert(nodes.length >= 3);
    assert.equal(text.match(/npm run package -- --release/g)?.length, 2);
  });
});
