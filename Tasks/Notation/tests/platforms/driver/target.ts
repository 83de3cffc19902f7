import { existsSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { arm64Part, onArm64 } from '../../../../../scripts/tools/arm64';
import {
  type GoTarget,
  crossBuilds,
  crossProgram,
  ownTarget,
  programsFor,
} from '../../../../../scripts/tools/cross';
import {
  type NodeRuntimes,
  arm64Node,
  nodePart,
  ownNode,
  windowsNode,
} from '../../../../../scripts/tools/node-runtimes';
import type { Invocation } from '../../../../../scripts/tools/sandbox';
import { inWine, winePart } from '../../../../../scripts/tools/wine';
import { notationVersions } from '../../fixtures/tools';

/** A platform on which scenes are played, and how this machine plays them. */
export interface Target {
  /** For titles and for the table of what ran where. */
  readonly title: string;
  /** For the name of a folder, and of `npm run get-tools -- <name>`. */
  readonly name: 'native' | 'windows' | 'arm64';
  readonly platform: NodeJS.Platform;
  readonly go: GoTarget;
  readonly node: NodeRuntimes;
  /**
   * Milliseconds that a step has to end by itself when it is cancelled; those of the agent unless given. An imitated
   * machine is slower than any agent.
   */
  readonly interruptMs?: number;
  /** Whether all is there that it needs. */
  isReady(): boolean;
  /** Files of notation by version, the oldest first. */
  notation(): ReadonlyMap<string, string>;
  /** How to run a file of a folder with a Node, whose file is given. */
  run(folder: string, node: string, file: string): Invocation;
}

/** Windows, by Wine. */
export const windows: Target = {
  title: 'Windows (Wine)',
  name: 'windows',
  platform: 'win32',
  go: { os: 'windows', architecture: 'amd64' },
  node: windowsNode,
  interruptMs: 60_000,
  isReady: () => areThere(winePart().files, nodePart(windowsNode).files, programsOf(windows.go)),
  notation: () => crossNotation(windows.go),
  run: (folder, node, file) => inWine(folder, [`C:\\work\\${node}`, [`C:\\work\\${file}`]]),
};

/** Linux on arm64, by qemu. */
export const arm64: Target = {
  title: 'Linux arm64 (qemu)',
  name: 'arm64',
  platform: 'linux',
  go: { os: 'linux', architecture: 'arm64' },
  node: arm64Node,
  interruptMs: 60_000,
  isReady: () => areThere(arm64Part().files, nodePart(arm64Node).files, programsOf(arm64.go)),
  notation: () => crossNotation(arm64.go),
  run: (folder, node, file) => onArm64(folder, [`/work/${node}`, [`/work/${file}`]]),
};

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'Linux',
  darwin: 'macOS',
  win32: 'Windows',
};

/** The platform of this machine itself. */
export function native(): Target {
  const go = ownTarget();
  return {
    title: `${systems[platform] ?? platform} ${arch}`,
    name: 'native',
    platform,
    go,
    node: ownNode,
    isReady: () => {
      const builds = crossProgram(programsFor(go), 'plugin');
      return areThere([builds], nodePart(ownNode).files, [...ownNotation().values()]);
    },
    notation: ownNotation,
    run: (folder, node, file) => [`${folder}/${node}`, [`${folder}/${file}`]],
  };
}

function ownNotation(): ReadonlyMap<string, string> {
  return new Map(notationVersions().map(({ version, path }) => [version, path]));
}

function crossNotation(go: GoTarget): ReadonlyMap<string, string> {
  const builds = crossBuilds(go).filter(({ module }) => module.startsWith('notation-'));
  const all = builds.map((build) => [build.module.slice(9), crossProgram(build, 'notation')]);
  return new Map((all as [string, string][]).reverse());
}

function programsOf(go: GoTarget): string[] {
  return crossBuilds(go).flatMap((build) => build.programs.map((one) => crossProgram(build, one)));
}

function areThere(...files: readonly (readonly string[])[]): boolean {
  return files.flat().every((file) => existsSync(file));
}
