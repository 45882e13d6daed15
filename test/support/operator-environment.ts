const names = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

interface Client {
  readonly config: { endpoint?: () => Promise<{ hostname: string; port?: number }> };
}

/** Makes this process's environment that of an operator of the cloud behind a client; answers how to undo it. */
export const becomeOperatorOf = async ({ config }: Client): Promise<() => void> => {
  const former = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  const endpoint = await config.endpoint?.();
  process.env['AWS_ENDPOINT_URL'] = `http://${endpoint?.hostname}:${endpoint?.port}`;
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'operator';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'unused';
  return () => {
    for (const name of names) {
      if (former[name] === undefined) delete process.env[name];
      else process.env[name] = former[name];
    }
  };
};
