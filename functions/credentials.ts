/** The environment has no credentials: whatever this runs on is not Lambda. */
export class MissingCredentialsError extends Error {
  override readonly name = 'MissingCredentialsError';
  constructor() {
    super(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set. Lambda sets them; set them to run a bundle elsewhere.',
    );
  }
}

/**
 * Stands in for the SDK's chain of credential providers in the bundles (scripts/bundle.ts): Lambda puts credentials into
 * the environment, and the clients of the other providers (SSO, STS, sign-in, metadata) are an eighth of a bundle.
 */
export const defaultProvider = () => async () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new MissingCredentialsError();
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};
