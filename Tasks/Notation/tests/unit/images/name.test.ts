import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseReference } from '../../../src/artifacts/reference';
import { nameAlone, parseImageName, pinName } from '../../../src/images/name';
import { pinnedImages } from '../../../src/images/pinnedImages';
import { anyReference } from '../artifacts/anyReference';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const other = `sha256:${'f'.repeat(64)}`;

describe('parseImageName', () => {
  const names: [name: string, reference: string][] = [
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`],
    ['acme/app', 'docker.io/acme/app:latest'],
    ['acme/team/app:1', 'docker.io/acme/team/app:1'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx:1', 'docker.io/library/nginx:1'],
    ['localhost/app:1', 'localhost/app:1'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['ghcr.io/app', 'ghcr.io/app:latest'],
    ['GHCR/app:1', 'GHCR/app:1'],
    ['[::1]:5000/a', '[::1]:5000/a:latest'],
    ['a.b:1', 'docker.io/library/a.b:1'],
  ];
  for (const [name, reference] of names) {
    it(`D1 reads ${name.slice(0, 40)} as Docker does`, () => {
      assert.equal(parseImageName(name).name, reference);
    });
  }

  it('D1 reads a name with a registry as it stands', () => {
    fc.assert(
      fc.property(anyReference, (text) => {
        fc.pre(
          /[.:]/.test(text.slice(0, text.indexOf('/'))) && !/^(?:index\.)?docker\.io\//i.test(text),
        );
        assert.deepEqual(parseImageName(text), parseReference(text));
      }),
    );
  });
});

describe('pinName', () => {
  const rows: [name: string, pinned: string, alone: string][] = [
    ['nginx', `nginx:latest@${digest}`, 'nginx'],
    ['localhost:5000/a', `localhost:5000/a:latest@${digest}`, 'localhost:5000/a'],
    ['localhost:5000/a:1', `localhost:5000/a:1@${digest}`, 'localhost:5000/a'],
    [`a:1@${other}`, `a:1@${digest}`, 'a'],
    [`a/b@${other}`, `a/b@${digest}`, 'a/b'],
  ];
  for (const [name, pinned, alone] of rows) {
    it(`D4 pins ${name.slice(0, 30)}`, () => {
      assert.equal(pinName(name, digest), pinned);
      assert.equal(nameAlone(name), alone);
    });
  }
});

describe('pinnedImages', () => {
  it('D4 names each image once, as the file does', () => {
    const images = [
      { name: 'a', digest },
      { name: 'r.io/b:1', digest: other },
      { name: 'a', digest },
      { name: 'a:2', digest },
    ];
    assert.deepEqual(pinnedImages(images), {
      value: `a:latest@${digest}\nr.io/b:1@${other}\na:2@${digest}`,
    });
  });

  it('D4 is empty where one name has two digests', () => {
    const images = [
      { name: 'r.io/a:1', digest },
      { name: 'b:1', digest },
      { name: 'r.io/a:2', digest: other },
    ];
    assert.deepEqual(pinnedImages(images), { conflict: 'r.io/a' });
  });
});
