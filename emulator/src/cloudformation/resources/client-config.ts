/** How an SDK client reaches the emulator in the name of CloudFormation. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** CloudFormation's calls are recorded under its own name, apart from those of functions and operators. */
export function clientConfig(endpoint: string, region: string): ClientConfig {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'cloudformation', secretAccessKey: 'emulated' },
    maxAttempts: 1,
  };
}
