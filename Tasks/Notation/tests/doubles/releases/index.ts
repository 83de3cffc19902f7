export {
  type ArchiveEntry,
  type ArchiveKind,
  buildArchive,
  checksum,
  releaseArchive,
} from './archive';
export { type Catalogue, catalogue, type Release, type ReleasedTool } from './catalogue';
export type { Fault, FaultHook, ReleaseRequest } from './fault';
export { type Publication, publishRelease, thisPlatform } from './publish';
export { type ReleaseServer, startReleaseServer } from './releaseServer';
