import { captured, library } from '../agentLibrary';
import assert from 'node:assert/strict';
import sinon from 'sinon';
import { buildMetadata } from '../../../src/agent/build';

/** The metadata of a build whose variables have these values. */
function metadataOf(variables: Readonly<Record<string, string>>): Map<string, string> {
  sinon.stub(library, 'getVariable').callsFake((name) => variables[name]);
  let metadata = new Map<string, string>();
  const output = captured(() => {
    metadata = new Map(buildMetadata());
  });
  assert(!output.includes('t0ken@'), output);
  return metadata;
}

describe('the metadata of a build', () => {
  afterEach(() => {
    sinon.restore();
  });

  const table: [uri: string, signed: string | undefined][] = [
    ['https://me:t0ken@host.example/shop/_git/app', 'https://host.example/shop/_git/app'],
    ['https://t0ken@host.example/app.git', 'https://host.example/app.git'],
    ['https://host.example:8443/app?token=t0ken#t0ken', 'https://host.example:8443/app'],
    ['ssh://git@host.example/app.git', 'ssh://host.example/app.git'],
    ['git@host.example:shop/app.git', 'host.example:shop/app.git'],
    ['me:t0ken@host.example/app', undefined],
  ];
  for (const [uri, signed] of table) {
    it(`F7 holds the repository without credentials: ${uri}`, () => {
      const metadata = metadataOf({ 'Build.Repository.Uri': uri, 'System.CollectionUri': uri });
      assert.equal(metadata.get('azure-pipelines.repository'), signed);
      assert.equal(metadata.get('azure-pipelines.organization'), signed);
    });
  }
});
