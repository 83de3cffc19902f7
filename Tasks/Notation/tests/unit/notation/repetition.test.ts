import assert from 'node:assert/strict';
import { explainFailure } from '../../../src/notation/failure';
import { isRepeatable } from '../../../src/notation/repetition';

const get = `failed to get manifest descriptor: HEAD "https://r.example/v2/app/manifests/v1":`;

describe('isRepeatable', () => {
  const manifest = 'PUT "https://r.example/v2/app/manifests/sha256:1":';
  const piece = 'PUT "https://r.example/v2/app/blobs/uploads/1?…":';
  const push = 'failed to push signature to registry with error:';
  const table: [error: string, isRepeated: boolean, isInDoubt: boolean][] = [
    [`${get} response status code 429: x`, true, false],
    [`${get} response status code 502: x`, true, false],
    [`${get} dial tcp: lookup r.example: no such host`, true, false],
    [`${get} read: connection reset by peer`, true, false],
    [`${get} EOF`, true, false],
    [`${get} response status code 500: x`, false, false],
    [`${get} response status code 404: x`, false, false],
    // What was refused for sure, or is nothing without the manifest.
    [`${push} ${manifest} response status code 429: x`, true, false],
    [`${push} ${manifest} response status code 503: x`, true, false],
    [`${push} ${manifest} dial tcp 1.2.3.4:443: connect: connection refused`, true, false],
    [`${push} ${manifest} dial tcp: lookup r.example: no such host`, true, false],
    [`${push} ${piece} response status code 502: x`, true, false],
    [`${push} ${piece} EOF`, true, false],
    [`${push} ${manifest} response status code 403: x`, false, false],
    // What may have been stored.
    [`${push} ${manifest} response status code 408: x`, false, true],
    [`${push} ${manifest} response status code 500: x`, false, true],
    [`${push} ${manifest} response status code 502: x`, false, true],
    [`${push} ${manifest} response status code 504: x`, false, true],
    [`${push} ${manifest} read: connection reset by peer`, false, true],
    [`${push} ${manifest} EOF`, false, true],
    [`${push} ${manifest} response status code 502: x: upstream: connection refused`, false, true],
    [`failed to push manifest: ${manifest} EOF`, false, true],
    [`${push} failed to push referrers index tagged by sha256-1: ${manifest} EOF`, false, true],
    [`${push} PUT "https://r.example/v2/blobs/app/manifests/sha256:1": EOF`, false, true],
  ];
  for (const [error, isRepeated, isInDoubt] of table) {
    const [again, doubt] = [isRepeated ? 'again' : 'once', isInDoubt ? ', in doubt' : ''];
    it(`N7 tries ${again}${doubt}: ${error}`, () => {
      assert.equal(isRepeatable(error), isRepeated);
      const { reason } = explainFailure(error, [], 'SignFailed');
      assert.equal(reason.includes('whether the signature was stored'), isInDoubt);
      assert(reason.startsWith(error));
    });
  }
});
