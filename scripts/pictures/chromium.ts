import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../paths';

/** Pictures are looked at in a browser, over a network: none is larger, in bytes. */
const MAX_BYTES = 260_000;

/**
 * Takes a picture of a page for the documentation, by a headless Chromium: that of `CHROMIUM`, else the one on PATH.
 * @param name of the file below docs/images
 * @param size in CSS pixels
 * @throws Error if there is no Chromium, or if the picture is too large
 */
export function photograph(
  html: string,
  name: string,
  size: { readonly width: number; readonly height: number },
): void {
  const picture = path.join(root, 'docs/images', name);
  const work = mkdtempSync(path.join(tmpdir(), 'picture-'));
  const page = path.join(work, 'page.html');
  try {
    writeFileSync(page, html);
    const quiet = ['--no-first-run', '--disable-background-networking', '--disable-sync'];
    execFileSync(
      process.env['CHROMIUM'] ?? 'chromium',
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', ...quiet],
        ...['--disable-component-update', '--hide-scrollbars'],
        ...[`--user-data-dir=${path.join(work, 'profile')}`],
        ...[`--window-size=${size.width},${size.height}`, `--screenshot=${picture}`],
        `file://${page}`,
      ],
      { stdio: 'ignore', timeout: 120_000 },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const bytes = statSync(picture).size;
  console.log(`${path.relative(root, picture)}: ${(bytes / 1000).toFixed(0)} kB`);
  if (bytes > MAX_BYTES) throw new Error(`${picture} is larger than ${MAX_BYTES} bytes`);
}
