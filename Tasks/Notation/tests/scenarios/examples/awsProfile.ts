/** A signing profile of AWS Signer, and who may use it. */
export interface AwsProfile {
  readonly region: string;
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly keyPath: string;
  /** PEM, the signer first. */
  readonly chain: readonly string[];
}

export const pluginName = 'com.amazonaws.signer.notation.plugin';
