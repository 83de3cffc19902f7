import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { command } from './command';
import { modulesFolder, toolsFolder } from './folders';
import { fingerprint, type Part } from './stamp';

/** `tool` lines in go.mod exist since this version; a newer one a module asks for, Go fetches. */
const oldest = { major: 1, minor: 24 };

/** A committed Go module and where in the tools folder each program of it goes. */
export interface GoModule {
  readonly name: string;
  /** Program name to its path relative to the tools folder. */
  readonly programs: Readonly<Record<string, string>>;
}

export const goModules: readonly GoModule[] = [
  {
    name: 'notation-1.3.2',
    programs: {
      notation: 'notation/1.3.2/notation',
      olareg: 'olareg/olareg',
      crane: 'crane/crane',
    },
  },
  { name: 'notation-1.0.0', programs: { notation: 'notation/1.0.0/notation' } },
  { name: 'distribution-3.1.2', programs: { registry: 'distribution/registry' } },
  {
    name: 'credential-pass-0.9.13',
    // Go names a program after its folder.
    programs: { cmd: 'credential-pass/docker-credential-pass' },
  },
  {
    name: 'notation-openbao',
    programs: { 'notation-openbao': 'notation-openbao/notation-openbao' },
  },
];

/**
 * Gives the installed Go's version such as `go1.26.8`, or why there is none fit for use.
 * @throws when Go is there and cannot even say its version
 */
export function installedGo(): { version: string } | { problem: string } {
  // Outside any module, so that no go.mod makes Go switch to (and fetch) another toolchain.
  const asked = spawnSync('go', ['env', 'GOVERSION'], { cwd: path.parse(__dirname).root });
  if (asked.error !== undefined) {
    return { problem: 'Go is not installed' };
  }
  if (asked.status !== 0) {
    throw new Error(`go env GOVERSION failed:\n${asked.stderr.toString()}`);
  }
  const version = asked.stdout.toString().trim();
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(version) ?? [];
  // A version without numbers is a development build, which is newer than any release.
  const fit =
    major === undefined ||
    Number(major) > oldest.major ||
    (Number(major) === oldest.major && Number(minor) >= oldest.minor);
  return fit ? { version } : { problem: `Go is too old (${version})` };
}

/** Gives the part a module builds with this version of Go. */
export function goPart(module: GoModule, goVersion: string): Part {
  const folder = path.join(modulesFolder, module.name);
  const sources = readdirSync(folder).map((file) => path.join(folder, file));
  return {
    name: module.name,
    source: fingerprint(sources, [goVersion, process.platform, process.arch]),
    files: Object.values(module.programs).map((file) => path.join(toolsFolder, file)),
  };
}

/**
 * Builds the programs of a module and moves them into the tools folder.
 * @throws with Go's output when the build fails
 */
export async function buildGoModule(module: GoModule): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const built = mkdtempSync(path.join(toolsFolder, 'go-'));
  try {
    await command('go', ['build', '-trimpath', '-buildvcs=false', '-o', `${built}/`, 'tool'], {
      cwd: path.join(modulesFolder, module.name),
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' },
    });
    for (const [program, file] of Object.entries(module.programs)) {
      const target = path.join(toolsFolder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      renameSync(path.join(built, program), target);
    }
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}
