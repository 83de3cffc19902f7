import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { TASK_SOURCE, root } from './paths';
import { type Catalogue, type PinnedTool, readCatalogue } from './releases/catalogue';

/** The page that is made from the catalogue of pinned archives. */
export const PINNED_PAGE = path.join(root, 'docs/pinned-versions.md');

const intro = `The archives that the task installs by their version, each with a pinned SHA-256 checksum. An archive
that does not match is never run.

- **yes**: a record of another origin states the same checksum.
- **unconfirmed**: the checksum is from the checksums file that the publisher put beside the archive, and
  nobody has found a second record of it. The archive is what the publisher released, or what somebody who could
  change both files put there. A step that uses such an archive says so in its log. To rule that out, compare the
  archive with one that you got in another way, or take a version or a platform with **yes**.
- **–**: there is no archive.

The maintainers of this extension made these comparisons. Nobody else has checked the table. The tests of this
repository run Notation built from its sources, not these archives. [Pinning a
release](maintaining-releases.md#confirm-each-sum) says how a checksum is confirmed, and [Supported versions](support.md) what
was tested where.`;

/** The page of pinned versions and platforms, as `data/releases.json` has them. */
export async function pinnedPage(catalogue: Catalogue): Promise<string> {
  const tools = Object.entries(catalogue).flatMap(([name, tool]) =>
    typeof tool === 'string' ? [] : [`## ${name}`, table(tool)],
  );
  const text = [
    '# Pinned versions',
    '<!-- Made from data/releases.json by `npm run docs`: change it there. -->',
    intro,
    ...tools,
  ].join('\n\n');
  const options = await resolveConfig(PINNED_PAGE);
  return format(text, { ...options, parser: 'markdown' });
}

/** A row for each version, a column for each platform. */
function table({ versions }: PinnedTool): string {
  const platforms = [...new Set(Object.values(versions).flatMap(Object.keys))];
  const rows = Object.entries(versions).map(([version, release]) => [
    version,
    ...platforms.map((platform) => {
      const archive = release[platform];
      if (archive === undefined) return '–';
      return archive.unconfirmed ? '**unconfirmed**' : 'yes';
    }),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['Version', ...platforms];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is wrong with the page of pinned versions: it is not made from this catalogue. */
export async function pinnedPageProblems(): Promise<string[]> {
  const page = existsSync(PINNED_PAGE) ? readFileSync(PINNED_PAGE, 'utf8') : '';
  const isFresh = page === (await pinnedPage(ownCatalogue()));
  return isFresh
    ? []
    : ['docs/pinned-versions.md is not made from data/releases.json: run npm run docs'];
}

function ownCatalogue(): Catalogue {
  return readCatalogue(path.join(TASK_SOURCE, 'data/releases.json'));
}

async function write(): Promise<void> {
  writeFileSync(PINNED_PAGE, await pinnedPage(ownCatalogue()));
}

if (require.main === module) void write();
