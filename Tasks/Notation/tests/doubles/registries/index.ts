export { startCraneRegistry } from './crane';
export { type DistributionOptions, startDistribution } from './distribution';
export { withFront } from './front';
export { type OlaregOptions, startOlareg } from './olareg';
export type { BasicAuth, RegistryServer, ServerTls } from './server';
