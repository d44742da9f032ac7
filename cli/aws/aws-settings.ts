/** Which account and region is meant, beyond what the AWS SDK finds by itself. */
export interface AwsSettings {
  /** Profile of the user's AWS configuration. */
  profile: string | undefined;
  region: string | undefined;
}
