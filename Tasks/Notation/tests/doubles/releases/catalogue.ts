import releases from '../../../data/releases.json';

/** A program the task can install by version. */
export type ReleasedTool = Exclude<keyof typeof releases, '//'>;

/** One archive of a release. */
export interface Release {
  readonly tool: ReleasedTool;
  readonly version: string;
  /** Such as `linux-amd64`. */
  readonly platform: string;
  readonly file: string;
  readonly sha256: string;
}

interface CatalogueTool {
  readonly base: string;
  readonly versions: Record<string, Record<string, { file: string; sha256: string }>>;
}

/** The content of the task's `data/releases.json`. */
export type Catalogue = Record<ReleasedTool, CatalogueTool>;

const tools = Object.keys(releases).filter((name) => name !== '//') as ReleasedTool[];

/** The repository on GitHub that the releases of a program belong to. */
export function repositoryOf(tool: ReleasedTool): string {
  return new URL(releases[tool].base).pathname.split('/').slice(1, 3).join('/');
}

/** Gives a catalogue of just these releases, all on the server of this URL. */
export function catalogue(serverUrl: string, releases: readonly Release[]): Catalogue {
  const tool = (name: ReleasedTool): CatalogueTool => {
    const versions: CatalogueTool['versions'] = {};
    for (const release of releases.filter((each) => each.tool === name)) {
      const { file, sha256 } = release;
      (versions[release.version] ??= {})[release.platform] = { file, sha256 };
    }
    return { base: `${serverUrl}/${repositoryOf(name)}/releases/download`, versions };
  };
  return Object.fromEntries(tools.map((name) => [name, tool(name)])) as Catalogue;
}
