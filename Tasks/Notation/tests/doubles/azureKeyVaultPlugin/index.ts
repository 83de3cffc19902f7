export type { VaultAccess, VaultCall } from './access';
export { azureKeyVaultPlugin, type PluginOptions, writeAzureKeyVaultPlugin } from './script';
export { createVault, testAccess, type Vault } from './vault';
