import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import semver from 'semver';

/** A program at one of its versions. */
export interface NotationVersion {
  readonly version: string;
  readonly path: string;
}

/** A Node of the line an agent brings. */
export interface NodeRuntime {
  readonly major: number;
  readonly path: string;
}

const toolsFolder = path.resolve(__dirname, '..', '..', '..', '..', '.tools');
const files = {
  olareg: path.join('olareg', 'olareg'),
  crane: path.join('crane', 'crane'),
  registry: path.join('distribution', 'registry'),
};
const builtVersions = ['1.0.0', '1.3.2'];
const nodeMajors = [16, 20, 24];

/** Gives the absolute path of a built program, whether it is there or not. */
export function tool(name: keyof typeof files): string {
  return path.join(toolsFolder, files[name]);
}

function present(folder: string, versions: readonly string[]): NotationVersion[] {
  return versions
    .map((version) => ({ version, path: path.join(folder, version, 'notation') }))
    .filter((candidate) => existsSync(candidate.path));
}

/**
 * Gives every notation at hand, oldest first: the built ones and those of the folder that
 * NOTATION_VERSIONS_DIR names as `<version>/notation`, which win over a built one of that version.
 * @throws when NOTATION_VERSIONS_DIR names no folder, or holds none
 */
export function notationVersions(): NotationVersion[] {
  const all = new Map<string, NotationVersion>();
  for (const built of present(path.join(toolsFolder, 'notation'), builtVersions)) {
    all.set(built.version, built);
  }
  const given = process.env['NOTATION_VERSIONS_DIR'];
  if (given) {
    const found = existsSync(given)
      ? present(
          path.resolve(given),
          readdirSync(given).filter((name) => semver.valid(name) !== null),
        )
      : [];
    assert(found.length > 0, `NOTATION_VERSIONS_DIR: no <version>/notation in ${given}`);
    found.forEach((each) => all.set(each.version, each));
  }
  return [...all.values()].sort((a, b) => semver.compare(a.version, b.version));
}

/**
 * Gives the newest release of notation at hand, a pre-release left out.
 * @param below only older ones than this version
 * @throws when there is none
 */
export function newestNotation(below = '99.0.0'): NotationVersion {
  const newest = notationVersions()
    .filter(({ version }) => semver.prerelease(version) === null && semver.lt(version, below))
    .at(-1);
  assert(newest !== undefined, 'no notation at hand: run "npm run get-tools"');
  return newest;
}

function nodePath(major: number): string {
  return path.join(toolsFolder, 'node', String(major), 'bin', 'node');
}

/** Gives the installed Node runtimes an agent may run the task on. */
export function nodeRuntimes(): NodeRuntime[] {
  return nodeMajors
    .map((major) => ({ major, path: nodePath(major) }))
    .filter((runtime) => existsSync(runtime.path));
}

/** Gives the path of Node 10, which an old agent falls back to. */
export function node10(): string {
  return nodePath(10);
}

/** What a test can ask for with {@link requireTool}. */
export type Requirement = keyof typeof files | 'notation' | 'node' | 'node10';

function isMissing(name: Requirement): boolean {
  switch (name) {
    case 'notation':
      return present(path.join(toolsFolder, 'notation'), builtVersions).length < 2;
    case 'node':
      return nodeRuntimes().length < nodeMajors.length;
    case 'node10':
      return !existsSync(node10());
    case 'olareg':
    case 'crane':
    case 'registry':
      return !existsSync(tool(name));
  }
}

/**
 * Skips the running test or hook, saying how to get what is missing, when a tool is not there.
 * @throws on CI, where a missing tool is a failure: a skipped test proves nothing
 */
export function requireTool(context: Mocha.Context, ...names: Requirement[]): void {
  const missing = names.filter(isMissing);
  if (missing.length === 0) {
    return;
  }
  const isNode = missing.every((name) => name.startsWith('node'));
  const needs = isNode ? '' : ' (needs Go 1.24 or newer: https://go.dev/dl)';
  const message = `${missing.join(', ')} not found: run "npm run get-tools"${needs}`;
  if (process.env['CI']) {
    throw new Error(message);
  }
  console.log(`skipped, ${message}`);
  context.skip();
}
