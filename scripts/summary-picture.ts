import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import MarkdownIt from 'markdown-it';
import { Station } from '../Tasks/Notation/tests/scenarios/gate/station';
import { pushImage } from '../Tasks/Notation/tests/support/registry/image';
import { notationVersions } from '../Tasks/Notation/tests/support/tools';
import { type World, openWorld } from '../Tasks/Notation/tests/support/world';
import { root } from './paths';

/**
 * Makes docs/images/summary.png anew: the summary of a real step, rendered, as Chromium shows it.
 * Needs `chromium` on PATH and a font with its signs (Debian: `apt-get install chromium
 * fonts-noto-color-emoji`), and the packaged task (`npm run package`). Run it by `npx tsx scripts/summary-picture.ts`, and look at the picture.
 */
async function picture(): Promise<void> {
  const world = await openWorld();
  const folder = mkdtempSync(path.join(tmpdir(), 'summary-picture-'));
  try {
    const page = path.join(folder, 'summary.html');
    const reader = new MarkdownIt({ html: true, linkify: true });
    writeFileSync(page, html(reader.render(await summary(world))));
    photograph(page, path.join(root, 'docs/images/summary.png'), folder);
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What somebody might write into a trust policy to be taken for more than its name. */
const hostile = '<img src=x> | [all good](https://evil.example) ✅';

/** The page of a step that verified some artifacts, skipped some and refused some. */
async function summary(world: World): Promise<string> {
  const notation = notationVersions().at(-1);
  if (notation === undefined) throw new Error('no notation at hand: run "npm run get-tools"');
  const push = async (name: string): Promise<string> =>
    (await pushImage(world.registry, `team/${name}`, 'v1')).reference;
  const good = [await push('web'), await push('api')];
  const others = [await push('base-image'), await push('worker'), await push('mirror/tools')];
  const station = Station.at(world, notation);
  await station.sign(good.join(','));
  const artifactRefs = [...good, ...others].join(',');
  const files = world.trust(station.job);
  const policyFile = path.join(station.job.sources, files.trustPolicy);
  const policy = JSON.parse(readFileSync(policyFile, 'utf8')) as { trustPolicies: object[] };
  const skipped = ['base-image', 'mirror/tools'].map((name, at) => ({
    name: at === 0 ? 'base-images' : hostile,
    registryScopes: [`${world.registry.host}/team/${name}`],
    signatureVerification: { level: 'skip' },
  }));
  policy.trustPolicies.push(...skipped);
  writeFileSync(policyFile, JSON.stringify(policy));
  const inputs = { command: 'verify', artifactRefs, showSigner: 'true', ...files };
  const run = await station.job.run(world.task, { inputs });
  // The port says nothing, and another one each time would make another picture.
  const content = run.summaries[0]?.content ?? '';
  return content.replace(/localhost&#58;\d+/g, 'registry&#46;example&#46;com');
}

function html(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>
    body { font: 14px/1.45 "DejaVu Sans", sans-serif; margin: 20px; width: 1240px; color: #222; }
    h3 { font-size: 20px; margin: 0 0 8px } h4 { font-size: 16px; margin: 18px 0 6px }
    table { border-collapse: collapse; margin: 12px 0 } li { margin: 4px 0; overflow-wrap: anywhere }
    th, td { border: 1px solid #ccc; padding: 5px 8px; text-align: left; vertical-align: top }
    th { background: #f3f3f3; white-space: nowrap } td { overflow-wrap: anywhere }
    td:first-child, td:last-child { white-space: nowrap } td:nth-child(3) { font-size: 12px; width: 290px }
  </style>${body}`;
}

function photograph(page: string, file: string, folder: string): void {
  execFileSync('chromium', [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...[`--user-data-dir=${path.join(folder, 'profile')}`, '--hide-scrollbars'],
    ...['--window-size=1290,720', `--screenshot=${file}`, `file://${page}`],
  ]);
}

void picture();
