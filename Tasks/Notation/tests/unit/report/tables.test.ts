import '../agentLibrary';
import assert from 'node:assert/strict';
import { artifactTable } from '../../../src/report/artifactTable';
import { attachedTable } from '../../../src/report/attached';
import { treeLines } from '../../../src/report/tree';
import type { TimedResult } from '../../../src/report/result';
import { artifact, referenceTo } from './results';

const SBOM = 'application/sbom';

/** The cells of the rows of a table, below its head. */
function rowsOf(lines: readonly string[]): string[][] {
  const rows = lines.filter((line) => line.startsWith('|')).slice(2);
  return rows.map((row) => row.split('|').slice(1, -1));
}

function cell(rows: readonly string[][], at: number): string[] {
  const decoded = (text: string): string =>
    text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
  return rows.map((row) => decoded(row[at] ?? '').trim());
}

describe('the table of what is attached', () => {
  const attachedTo = (isSigned: boolean): TimedResult => ({
    ...artifact(),
    attached: [{ digest: 'sha256:1', artifactType: SBOM, size: 5, isSigned }],
  });

  it('T4 says of each whether it is signed', () => {
    const rows = rowsOf(attachedTable([attachedTo(true), attachedTo(false)], 10));
    assert.deepEqual(cell(rows, 4), ['yes', 'no']);
    assert.deepEqual(cell(rows, 2), [SBOM, SBOM]);
  });

  it('T4 is not there where nothing is attached', () => {
    assert.deepEqual(attachedTable([artifact()], 10), []);
  });
});

describe('the tree of what is inspected', () => {
  const inspected = (more: Partial<TimedResult>): string =>
    treeLines([{ ...artifact(), status: 'inspected', signatures: [], ...more }]).join('\n');

  it('T4 says of what is attached whether it is signed', () => {
    const attached = (isSigned: boolean) => [
      { digest: 'sha256:1', artifactType: SBOM, size: 5, isSigned },
    ];
    const [yes, no] = [true, false].map((isSigned) => inspected({ attached: attached(isSigned) }));
    assert.match(yes ?? '', /application\/sbom .*, with a signature/);
    assert.match(no ?? '', /application\/sbom .*, without a signature/);
  });

  it('T4 tells an index from an image', () => {
    const ofType = (mediaType: string): string => inspected({ mediaType });
    assert.match(ofType('application/vnd.oci.image.index.v1+json'), /index/);
    assert.match(ofType('application/vnd.docker.distribution.manifest.list.v2+json'), /index/);
    assert.doesNotMatch(ofType('application/vnd.oci.image.manifest.v1+json'), /index/);
  });

  it('T4 says where there is no signature', () => {
    assert.match(inspected({}), /no signature/i);
    const leftOut = [{ digest: 'sha256:1', code: 'SignatureUnreadable', reason: 'why' }] as const;
    assert.doesNotMatch(inspected({ leftOut }), /no signature/i);
  });
});

describe('the table of artifacts', () => {
  const parent = referenceTo('r/a@sha256:0');

  it('T1 shows a part by what it is there for, and any other by its name', () => {
    const platform = { parent, depth: 1, platform: 'linux/arm64' };
    const attached = { parent, depth: 2, artifactType: SBOM };
    const rows = rowsOf(
      artifactTable('verify', [
        artifact(),
        { ...artifact(), artifact: parent },
        { ...artifact(), place: platform },
        { ...artifact(), place: attached },
      ]),
    );
    assert.deepEqual(cell(rows, 1), ['r/a:1', 'r/a', '↳ linux/arm64', `· ↳ ${SBOM}`]);
  });

  it('D1 has one column more where files name the artifacts', () => {
    const named = { ...artifact(), namedIn: [{ file: 'k8s/a.yml', line: 7 }] };
    const [without, beside] = [[artifact()], [artifact(), named]].map((all) =>
      rowsOf(artifactTable('verify', all)),
    );
    assert.deepEqual(
      [without, beside].map((rows) => rows?.map((row) => row.length)),
      [[6], [7, 7]],
    );
    assert.deepEqual(cell(beside ?? [], 2), ['', 'k8s/a.yml:7']);
  });
});
