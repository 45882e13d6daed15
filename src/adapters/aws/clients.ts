/**
 * What every AWS client is created with: a call that hangs fails after seconds and is tried again, well within the time a
 * function has. Region, credentials and endpoint come from the environment, as the SDK reads them.
 */
export const clientConfig = () => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
});
