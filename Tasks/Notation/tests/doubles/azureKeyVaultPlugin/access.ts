/** Who may use a test vault, kept as `access.json` in its folder. What is not given is refused. */
export interface VaultAccess {
  /** The only host name the vault answers to. */
  readonly host: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PEM that the file of AZURE_CLIENT_CERTIFICATE_PATH has to hold. */
  readonly clientCertificate?: string;
  /** What the file of AZURE_FEDERATED_TOKEN_FILE has to hold. */
  readonly federatedToken?: string;
  /** Whether the agent has a system-assigned managed identity with access. */
  readonly systemIdentity?: boolean;
  /** Client id of a user-assigned managed identity of the agent with access. */
  readonly userIdentity?: string;
  /** The token `az account get-access-token` has to give. */
  readonly azureCliToken?: string;
  /** Whether the identity may read secrets, which the whole chain is taken from. */
  readonly secretsGet: boolean;
}

/** One run of the plugin, as it stands in `calls.log`. */
export interface VaultCall {
  readonly command: string;
  readonly pluginVersion: string;
  readonly workingDirectory: string;
  readonly keyId?: string;
  readonly pluginConfig?: Readonly<Record<string, string>>;
  /** The whole environment the plugin was given. */
  readonly environment: Readonly<Record<string, string>>;
}
