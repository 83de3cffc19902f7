import { arm64Part, installArm64 } from './arm64';
import {
  type CrossBuild,
  buildCross,
  crossBuilds,
  crossPart,
  ownTarget,
  programsFor,
} from './cross';
import { debianPart } from './debian';
import type { Emulated } from './emulated';
import type { Installable } from './installable';
import { openbaoPart } from './openbao';
import { buildGoModule, goModules, goPart } from './go';
import { type NodeRuntimes, arm64Node, installNodeRuntimes, nodePart } from './node-runtimes';
import { ownNode, windowsNode } from './node-runtimes';
import type { Part } from './stamp';
import { installWine, winePart } from './wine';

/** Something that can be made in the tools folder. */
export interface Work {
  /** What it makes. @param goVersion that of the installed Go; '' for what needs none */
  readonly part: (goVersion: string) => Part;
  readonly make: () => Promise<void>;
  readonly needsGo: boolean;
  /** Names by which it can be asked for. */
  readonly names: readonly string[];
  /** Why it cannot be had on this machine, and what to do; undefined: it can. */
  readonly obstacle?: () => string | undefined;
}

/** Something ready-made, which some machines cannot have. */
function readyMadeWork({ name, part, install, problem, remedy }: Installable): Work {
  const obstacle = (): string | undefined => {
    const why = problem();
    return why === undefined ? undefined : `Not installed, because ${why}: ${name}. ${remedy}.`;
  };
  return { part, make: install, needsGo: false, names: [name], obstacle };
}

function crossWork(build: CrossBuild, ...names: string[]): Work {
  const part = (goVersion: string): Part => crossPart(build, goVersion);
  return { part, make: () => buildCross(build), needsGo: true, names };
}

function nodeWork(set: NodeRuntimes, ...names: string[]): Work {
  const make = (): Promise<void> => installNodeRuntimes(set);
  return { part: () => nodePart(set), make, needsGo: false, names };
}

/** What this machine's own tests need. */
export const ownWorks: readonly Work[] = [
  ...goModules.map((module) => ({
    part: (goVersion: string) => goPart(module, goVersion),
    make: () => buildGoModule(module),
    needsGo: true,
    names: [module.name],
  })),
  crossWork(programsFor(ownTarget()), 'platform-programs'),
  nodeWork(ownNode, 'node'),
  ...[debianPart, openbaoPart].map(readyMadeWork),
];

/** What the tests of the emulated platforms need besides. */
export const emulatedWorks: Readonly<Record<Emulated, readonly Work[]>> = {
  windows: [
    { part: winePart, make: installWine, needsGo: false, names: ['windows'] },
    nodeWork(windowsNode, 'windows'),
    ...crossBuilds({ os: 'windows', architecture: 'amd64' }).map((one) =>
      crossWork(one, 'windows'),
    ),
  ],
  arm64: [
    { part: arm64Part, make: installArm64, needsGo: false, names: ['arm64'] },
    nodeWork(arm64Node, 'arm64'),
    ...crossBuilds({ os: 'linux', architecture: 'arm64' }).map((one) => crossWork(one, 'arm64')),
  ],
};
