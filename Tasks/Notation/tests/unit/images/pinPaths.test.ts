import assert from 'node:assert/strict';
import { TaskError } from '../../../src/errors';
import { pinPaths } from '../../../src/images/pinPaths';

function pathsOf(...files: readonly string[]): string[] {
  return pinPaths(files.map((path) => ({ path, realPath: path, pattern: undefined })));
}

describe('pinPaths', () => {
  it('D4 keeps paths in the working directory, and the names of files outside of it', () => {
    assert.deepEqual(pathsOf('k8s/web.yaml', 'Dockerfile', '/tmp/out/shop.yaml'), [
      'k8s/web.yaml',
      'Dockerfile',
      'shop.yaml',
    ]);
  });

  const shared: [title: string, files: readonly string[]][] = [
    ['two files outside of one name', ['/tmp/a/x.yaml', '/tmp/b/x.yaml']],
    ['a file outside of the name of one inside', ['x.yaml', '/tmp/x.yaml']],
    ['a file of the name of a folder', ['k8s/web.yaml', '/tmp/k8s']],
  ];
  for (const [title, files] of shared) {
    it(`D5 refuses ${title}`, () => {
      assert.throws(
        () => pathsOf(...files),
        (error) => error instanceof TaskError && error.code === 'PinPathShared',
      );
    });
  }
});
