import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../paths';

/** Pictures are looked at in a browser, over a network: none is larger, in bytes. */
const MAX_BYTES = 260_000;

/** A page that says how high it is, in CSS pixels. */
const measure = `<script>
  const height = Math.ceil(document.body.getBoundingClientRect().bottom);
  document.documentElement.dataset.height = String(height);
</script>`;

/**
 * Takes a picture of a whole page for the documentation, by a headless Chromium: that of `CHROMIUM`, else the one on PATH.
 * @param name of the file below docs/images
 * @param width of the page, in CSS pixels. The picture is as high as the page
 * @param scale pixels of the picture for each CSS pixel: text stays sharp on a dense screen where it is above 1
 * @throws Error if there is no Chromium, or if the picture is too large
 */
export function photograph(html: string, name: string, width: number, scale = 1): void {
  const picture = path.join(root, 'docs/images', name);
  const work = mkdtempSync(path.join(tmpdir(), 'picture-'));
  const page = path.join(work, 'page.html');
  try {
    writeFileSync(page, html + measure);
    const dom = chromium(work, [`--window-size=${width},100`, '--dump-dom', page]);
    const [, height] = /<html[^>]* data-height="(\d+)"/.exec(dom) ?? [];
    if (height === undefined) throw new Error(`chromium did not measure the page of ${name}`);
    chromium(work, [
      ...[`--window-size=${width},${height}`, `--force-device-scale-factor=${scale}`],
      ...[`--screenshot=${picture}`, page],
    ]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const bytes = statSync(picture).size;
  console.log(`${path.relative(root, picture)}: ${(bytes / 1000).toFixed(0)} kB`);
  if (bytes > MAX_BYTES) throw new Error(`${picture} is larger than ${MAX_BYTES} bytes`);
}

/** Runs Chromium without a window, with a profile of its own in `work`, and gives what it prints. */
function chromium(work: string, words: readonly string[]): string {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-sync'];
  return execFileSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
      ...['--disable-component-update', '--hide-scrollbars'],
      ...[`--user-data-dir=${path.join(work, 'profile')}`, ...words],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8', timeout: 120_000 },
  );
}
