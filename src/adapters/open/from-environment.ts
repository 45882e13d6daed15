/** A variable that serverless.yml sets. Missing, it is a deployment that went wrong: say so at once. */
export const fromEnvironment = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`the environment variable ${name} is not set; deploy with serverless.yml`);
  return value;
};
