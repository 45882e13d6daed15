import { Command, InvalidArgumentError } from 'commander';
import { type Cloud, type CloudOptions, startCloud } from './cloud.ts';

interface Arguments {
  readonly template?: string;
  readonly artifacts?: string;
  readonly parameter: Readonly<Record<string, string>>;
  readonly stackName?: string;
  readonly port: number;
  readonly timeScale: number;
  readonly seed: number;
  readonly logs?: true;
  readonly json?: true;
  readonly stayWithParent?: true;
}

const program = new Command('emulator')
  .description('AWS and Kubernetes on this machine, started from a packaged CloudFormation template')
  .option('--template <file>', 'packaged template, as .serverless/cloudformation-template-update-stack.json')
  .option('--artifacts <folder>', "folder with the functions' zips")
  .option('--parameter <name=value>', 'template parameter; may be given again', addParameter, {})
  .option('--stack-name <name>', 'name of the stack')
  .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', wholeNumber, 0)
  .option('--time-scale <number>', 'emulated per real time while nothing works; Infinity is virtual time', timeScale, 1)
  .option('--seed <number>', 'the same seed repeats the same random choices', wholeNumber, 1)
  .option('--logs', "write the functions' log lines to standard error")
  .option('--json', 'say in one line of JSON that all is ready')
  .option('--stay-with-parent', 'end when standard input closes, as it does when the parent dies');

program.parse();
await run(program.opts<Arguments>());

async function run(given: Arguments): Promise<void> {
  const { json, stayWithParent, logs, parameter, ...options } = given;
  const cloud = await start({ ...options, parameters: parameter, ...listeners(logs === true) });
  endOn(cloud, stayWithParent === true);
  console.log(json ? JSON.stringify(readyFacts(cloud)) : readyText(cloud));
}

function listeners(withLogs: boolean): Pick<CloudOptions, 'logs' | 'onDefect'> {
  const onDefect = (error: unknown) => console.error(error);
  return withLogs
    ? { onDefect, logs: ({ functionName, text }) => console.error(`${functionName}: ${text}`) }
    : { onDefect };
}

async function start(options: CloudOptions): Promise<Cloud> {
  try {
    return await startCloud(options);
  } catch (error) {
    return program.error(`emulator: ${error instanceof Error ? error.message : error}`);
  }
}

function endOn(cloud: Cloud, withParent: boolean): void {
  let ending = false;
  const end = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    await cloud.close();
    process.exit(exitCode);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  process.on('uncaughtException', (error) => {
    console.error(error);
    void end(1);
  });
  if (withParent) process.stdin.on('close', () => void end(0)).resume();
}

function readyFacts(cloud: Cloud): object {
  const { endpoint, stack } = cloud;
  return { endpoint, pid: process.pid, resources: cloud.createdResources, outputs: stack?.outputs ?? {} };
}

function readyText(cloud: Cloud): string {
  const count = cloud.stack?.resources.length ?? 0;
  return [
    `The emulated cloud is ready at ${cloud.endpoint} with ${count} resources of the template.`,
    `Use it with AWS_ENDPOINT_URL=${cloud.endpoint}; watch it at ${cloud.endpoint}/_emulator/health. Ctrl-C ends it.`,
  ].join('\n');
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function timeScale(text: string): number {
  const value = Number(text);
  if (value >= 1) return value;
  throw new InvalidArgumentError('It must be 1 or more, or Infinity.');
}

function addParameter(text: string, earlier: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Write it as name=value.');
  return { ...earlier, [name]: value };
}
