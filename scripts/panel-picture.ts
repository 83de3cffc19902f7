import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { type Contract, type Values, readContract } from './docs/contract';
import { panelPage, panelSections } from './panel';
import { root } from './paths';

/** The steps that are shown, as the documentation's walkthrough has them. */
const shown: Readonly<Record<string, Values>> = {
  install: { command: 'install' },
  sign: {
    command: 'sign',
    azurekvServiceConection: 'vault-connection',
    keyid: 'https://contoso.vault.azure.net/keys/signer/0123456789abcdef0123456789abcdef',
    selfSigned: 'true',
  },
  verify: {
    command: 'verify',
    artifactRefs: '$(image)',
    trustPolicy: '.pipeline/trustpolicy/trustpolicy.json',
    trustStore: '.pipeline/truststore/',
  },
};

const WIDTH = 676;
const MOST_BYTES = 120_000;

/** Takes a picture of the panel of each step shown, by a headless Chromium. */
function takePictures(): void {
  const folder = path.join(root, 'docs/images');
  const work = mkdtempSync(path.join(tmpdir(), 'panel-'));
  mkdirSync(folder, { recursive: true });
  const contract = readContract();
  try {
    for (const [name, values] of Object.entries(shown)) {
      const page = path.join(work, `${name}.html`);
      const picture = path.join(folder, `panel-${name}.png`);
      writeFileSync(page, panelPage(contract, values));
      photograph(page, picture, path.join(work, `profile-${name}`), heightOf(contract, values));
      const { size } = statSync(picture);
      console.log(`${path.relative(root, picture)}: ${(size / 1000).toFixed(0)} kB`);
      if (size > MOST_BYTES) throw new Error(`${picture} is larger than ${MOST_BYTES} bytes`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Enough pixels for what stands open, as an estimate: Chromium does not measure a page itself. */
function heightOf(contract: Contract, values: Values): number {
  const sections = panelSections(contract, values);
  const open = sections.filter(({ group }) => group?.isExpanded !== false);
  const lines = open
    .flatMap(({ inputs }) => inputs)
    .map(({ helpMarkDown, type }) => (type === 'boolean' ? 34 : 68) + textHeight(helpMarkDown));
  return 130 + sections.length * 46 + lines.reduce((sum, line) => sum + line, 0);
}

function textHeight(help: string): number {
  const LETTERS_A_LINE = 96;
  return help === '' ? 0 : Math.ceil(help.length / LETTERS_A_LINE) * 18;
}

function photograph(page: string, picture: string, profile: string, height: number): void {
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-sync'];
  execFileSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      ...quiet,
      '--disable-component-update',
      `--user-data-dir=${profile}`,
      '--hide-scrollbars',
      `--window-size=${WIDTH},${height}`,
      `--screenshot=${picture}`,
      `file://${page}`,
    ],
    { stdio: 'ignore', timeout: 120_000 },
  );
}

takePictures();
