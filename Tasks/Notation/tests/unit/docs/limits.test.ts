import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TASK_SOURCE, root } from '../../../../../scripts/paths';

/** Limits, by the page that states them: in which words, and which file of the sources sets which constant. */
const limits: Readonly<Record<string, readonly (readonly [words: string, constant: string])[]>> = {
  'docs/deployments.md': [
    ['A file may have 10 MiB', 'images/source: MAX_FILE_BYTES = 10 * 1024 * 1024'],
  ],
  'docs/inspect.md': [
    ['the first 100 attached artifacts', 'commands/inspection: MAX_INSPECTED_ATTACHED = 100'],
    ['more than 1,000 signatures', 'commands/inspection: MAX_INSPECTED_SIGNATURES = 1000'],
  ],
  'docs/metadata.md': [
    ['the first 100 signatures', 'commands/verification: DEFAULT_MAX_SIGNATURES = 100'],
    ['from 1 to 10000', 'inputs/index: LARGEST_MAX_SIGNATURES = 10_000'],
  ],
  'docs/multi-platform.md': [
    ['| 4 MiB, 512 entries', 'registry/manifests: MAX_MANIFEST_BYTES = 4 * 1024 * 1024'],
    ['| 4 MiB, 512 entries', 'registry/imageIndex: MAX_INDEX_ENTRIES = 512'],
    ['| 256 ', 'commands/expansion: MAX_MANIFESTS = 256'],
    ['| 3 ', 'commands/expansion: MAX_INDEX_DEPTH = 3'],
    ['| sign fails; verify tries the first 100', 'commands/attached: MAX_ATTACHED = 100'],
  ],
  'docs/performance.md': [
    ['for two seconds without it', 'registry/client: DEFAULT_PAUSE_MS = 2000'],
    ['any value from 1 to 64', 'inputs/artifacts: LARGEST_MAX_PARALLEL = 64'],
  ],
  'docs/registries.md': [
    ['30 seconds', 'registry/credentialHelper: TIMEOUT_MS = 30_000'],
    ['128 KiB', 'registry/credentialHelper: MAX_OUTPUT_BYTES = 128 * 1024'],
  ],
  'docs/report.md': [
    ['longer than 4096 characters', 'text/lineSplitter: MAX_LINE_CHARACTERS = 4096'],
    ['at most ten of each', 'report/jobLog: MAX_ISSUES = 10'],
    ['up to 500 rows', 'report/summary: MAX_ROWS = 500'],
    ['up to 50 of each', 'report/summary: MAX_REASONS = 50'],
    ['more than 32,000 characters', 'report/publish: MAX_LIST_CHARACTERS = 32_000'],
    ['the first three places', 'report/places: MAX_PLACES = 3'],
    ['up to five signatures', 'notation/errors: MAX_NAMED_SIGNATURES = 5'],
  ],
  'docs/security.md': [
    ['Secrets of fewer than six', 'text/mask: MIN_SECRET_CHARACTERS = 6'],
    ['of a page and 200 pages', 'registry/referrers: MAX_PAGES = 200'],
    ['Up to five redirects', 'registry/redirects: MAX_REDIRECTS = 5'],
    ['100 signatures of an image', 'commands/verification: DEFAULT_MAX_SIGNATURES = 100'],
  ],
  'docs/troubleshooting.md': [
    ['larger than 10 MiB', 'images/source: MAX_FILE_BYTES = 10 * 1024 * 1024'],
    ['for 30 seconds', 'releases/download: IDLE_TIMEOUT_MS = 30_000'],
    ['longer than 15 minutes', 'releases/download: totalTimeoutMs: 15 * 60_000'],
    ['more than 512 MiB', 'releases/download: MAX_ARCHIVE_BYTES = 512 * 1024 * 1024'],
    ['more than 4 MiB for a manifest', 'registry/manifests: MAX_MANIFEST_BYTES = 4 * 1024 * 1024'],
    ['more than 128 KiB for a token', 'registry/tokens: MAX_ANSWER_BYTES = 128 * 1024'],
    ['more than 1 MiB', 'trust/store: MAX_CERTIFICATE_FILE_BYTES = 1024 * 1024'],
    ['the step tried three times', 'commands/notationRun: MAX_ATTEMPTS = 3'],
  ],
};

describe('the limits that pages state', () => {
  for (const [page, rows] of Object.entries(limits)) {
    const text = readFileSync(path.join(root, page), 'utf8').replace(/\s+/g, ' ');
    for (const [words, setting] of rows) {
      it(`${page}: ${words}`, () => {
        assert(text.includes(words), `${page} does not say '${words}'`);
        const [file = '', constant = ''] = setting.split(/: (.*)/);
        const source = readFileSync(path.join(TASK_SOURCE, 'src', `${file}.ts`), 'utf8');
        assert(source.includes(constant), `src/${file}.ts does not set ${constant}`);
      });
    }
  }
});
