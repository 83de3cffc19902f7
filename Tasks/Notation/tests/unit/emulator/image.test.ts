import assert from 'node:assert/strict';
import { qualifiedName, resourceUri, splitName } from '../../../../../emulator/image';

describe('resource URIs', () => {
  const cases: Record<string, string> = {
    'acr.azurecr.io/app:1': 'https://acr.azurecr.io/app@sha256:d',
    'acr.azurecr.io/team/app:1': 'https://acr.azurecr.io/team/app@sha256:d',
    'acr.azurecr.io/team/sub/app:1': '',
    'localhost:5000/app:1': 'https://localhost:5000/app@sha256:d',
    'localhost:5000/team/sub/app:1': 'https://docker.io/library/localhost@sha256:d',
    'app:1': 'https://docker.io/library/app@sha256:d',
    'user/app:1': 'https://docker.io/user/app@sha256:d',
  };
  for (const [image, expected] of Object.entries(cases)) {
    it(`of ${image} is ${expected === '' ? 'empty' : expected}`, () => {
      assert.equal(resourceUri(image, 'd'), expected);
    });
  }

  it('may lack the digest', () => {
    assert.equal(resourceUri('h.io/a:1', ''), 'https://h.io/a@sha256:');
  });
});

describe('names of images', () => {
  it('have the host of a registry, but not that of Docker Hub', () => {
    assert.equal(
      qualifiedName('https://reg.example:5000/', 'Team/App'),
      'reg.example:5000/team/app',
    );
    assert.equal(qualifiedName('https://index.docker.io/v1/', 'user/app'), 'user/app');
    assert.equal(qualifiedName('acr.azurecr.io', 'app'), 'acr.azurecr.io/app');
  });

  it('split into host and repository', () => {
    assert.deepEqual(splitName('localhost:1/a/b'), { host: 'localhost:1', repository: 'a/b' });
    assert.deepEqual(splitName('app'), { host: 'docker.io', repository: 'library/app' });
  });
});
