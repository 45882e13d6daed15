/** Alarm names may say whom they guard: `tidegate--<service>--<anything>`. It saves the rollback a look-up. */
export const serviceInAlarmName = (alarm: string): string | null =>
  /^tidegate--([a-z][a-z0-9-]*[a-z0-9])--./.exec(alarm)?.[1] ?? null;

/** A flag release needs no tag; it gets one that no pushed version has. */
export const tagOfFlag = (flag: string): string => `flag.${flag}`;

/** Execution names have at most 80 characters; a digest's first twelve tell two pushes of one tag apart. */
export const executionName = (service: string, tag: string, digest: string): string => {
  const suffix = digest.replace('sha256:', '').slice(0, 12);
  return `${`${service}-${tag.replace(/[^A-Za-z0-9._-]/g, '-')}`.slice(0, 67)}-${suffix}`;
};

/** The execution of a request that waited for the release of this epoch to end; later attempts count from 2. */
export const queuedExecutionName = (
  { service, tag }: { service: string; tag: string },
  epoch: number,
  attempt = 1,
): string => {
  const suffix = `-after-${epoch}${attempt === 1 ? '' : `-${attempt}`}`;
  return `${`${service}-${tag.replace(/[^A-Za-z0-9._-]/g, '-')}`.slice(0, 80 - suffix.length)}${suffix}`;
};

/** One recovery for each execution that died: the same name again is the same recovery. */
export const recoveryName = (subject: string, epoch: number, deadExecution: string): string => {
  const generation = Number(/^recover-.*-(\d+)$/.exec(deadExecution)?.[1] ?? 0) + 1;
  return `recover-${subject}-${epoch}-${generation}`;
};

/** Is this the name of a recovery, of any generation? */
export const isRecoveryOf = (name: string, subject: string, epoch: number): boolean => {
  const prefix = `recover-${subject}-${epoch}-`;
  return name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length));
};

/** Which of the two state machines it is, by the end of its ARN. */
export const isMigrationMachine = (stateMachineArn: string): boolean => stateMachineArn.endsWith('-migration');
