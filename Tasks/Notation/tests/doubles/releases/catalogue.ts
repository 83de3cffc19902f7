/** A program the task can install by version. */
export type ReleasedTool = 'notation' | 'notation-azure-kv' | 'notation-azure-artifactsigning';

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

/** The repositories the releases belong to. */
export const repositories: Readonly<Record<ReleasedTool, string>> = {
  notation: 'notaryproject/notation',
  'notation-azure-kv': 'Azure/notation-azure-kv',
  'notation-azure-artifactsigning': 'Azure/artifact-signing-notation-plugin',
};

/** Gives a catalogue of just these releases, all on the server of this URL. */
export function catalogue(serverUrl: string, releases: readonly Release[]): Catalogue {
  const tool = (name: ReleasedTool): CatalogueTool => {
    const versions: CatalogueTool['versions'] = {};
    for (const release of releases.filter((each) => each.tool === name)) {
      const { file, sha256 } = release;
      (versions[release.version] ??= {})[release.platform] = { file, sha256 };
    }
    return { base: `${serverUrl}/${repositories[name]}/releases/download`, versions };
  };
  return {
    notation: tool('notation'),
    'notation-azure-kv': tool('notation-azure-kv'),
    'notation-azure-artifactsigning': tool('notation-azure-artifactsigning'),
  };
}
