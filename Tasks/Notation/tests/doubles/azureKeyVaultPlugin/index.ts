export type { VaultAccess, VaultCall } from './access';
export { type PluginOptions, writeAzureKeyVaultPlugin } from './script';
export { createVault, testAccess, type Vault } from './vault';
