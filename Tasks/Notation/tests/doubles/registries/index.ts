export { type DistributionOptions, startDistribution } from './distribution';
export { type OlaregOptions, startOlareg } from './olareg';
export type { BasicAuth, RegistryServer } from './server';
