export { type DistributionOptions, startDistribution } from './distribution';
export { type Image, pushImage, type PushOptions } from './image';
export { type OlaregOptions, startOlareg } from './olareg';
export type { BasicAuth, RegistryServer } from './server';
