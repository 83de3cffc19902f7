import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { fingerprint, type Part } from './stamp';

/** A platform that Go builds for. */
export interface GoTarget {
  readonly os: 'linux' | 'windows' | 'darwin';
  readonly architecture: 'amd64' | 'arm64';
}

/** Programs of a committed Go module, built for one platform. */
export interface CrossBuild {
  /** The folder of the module. */
  readonly module: string;
  readonly packages: readonly string[];
  readonly target: GoTarget;
  /** The names of the programs, without an ending. */
  readonly programs: readonly string[];
}

const notation = 'github.com/notaryproject/notation/cmd/notation';

/** Notation, and the small programs of the platform tests, for a platform: the oldest version only for Windows. */
export function crossBuilds(target: GoTarget): CrossBuild[] {
  return [
    ...(target.os === 'windows' ? ['1.3.2', '1.0.0'] : ['1.3.2']).map((version) => ({
      module: `notation-${version}`,
      packages: [notation],
      target,
      programs: ['notation'],
    })),
    programsFor(target),
  ];
}

/** The small programs of the platform tests for a platform. */
export function programsFor(target: GoTarget): CrossBuild {
  const programs = ['plugin', 'interrupt', 'hold'];
  return { module: 'platform-programs', packages: ['./...'], target, programs };
}

/** The platform of this machine. @throws where Go knows it by another name */
export function ownTarget(): GoTarget {
  const systems: Partial<Record<string, GoTarget['os']>> = {
    linux: 'linux',
    win32: 'windows',
    darwin: 'darwin',
  };
  const processors: Partial<Record<string, GoTarget['architecture']>> = {
    x64: 'amd64',
    arm64: 'arm64',
  };
  const os = systems[process.platform];
  const architecture = processors[process.arch];
  if (os === undefined || architecture === undefined) {
    throw new Error(`no programs for ${process.platform} ${process.arch}`);
  }
  return { os, architecture };
}

/** Where the program of a build goes, below the tools folder: `cross/windows-amd64/notation-1.3.2/notation.exe`. */
export function crossProgram({ module, target }: CrossBuild, program: string): string {
  const platform = `${target.os}-${target.architecture}`;
  const ending = target.os === 'windows' ? '.exe' : '';
  return path.join(toolsFolder, 'cross', platform, module, `${program}${ending}`);
}

/** Gives the part of a build with this version of Go. */
export function crossPart(build: CrossBuild, goVersion: string): Part {
  const folder = path.join(modulesFolder, build.module);
  const sources = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const platform = `${build.target.os}-${build.target.architecture}`;
  return {
    name: `${build.module}-${platform}`,
    source: fingerprint(sources, [goVersion, platform]),
    files: build.programs.map((program) => crossProgram(build, program)),
  };
}

/**
 * Builds the programs and moves them into the tools folder.
 * @throws with Go's output when the build fails
 */
export async function buildCross(build: CrossBuild): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const built = mkdtempSync(path.join(toolsFolder, 'go-'));
  const { os, architecture } = build.target;
  try {
    const args = ['build', '-trimpath', '-buildvcs=false', '-o', `${built}/`, ...build.packages];
    await command('go', args, {
      cwd: path.join(modulesFolder, build.module),
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOOS: os, GOARCH: architecture },
    });
    for (const program of build.programs) {
      const target = crossProgram(build, program);
      mkdirSync(path.dirname(target), { recursive: true });
      renameSync(path.join(built, path.basename(target)), target);
    }
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}
