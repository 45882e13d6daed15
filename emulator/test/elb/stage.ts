import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { createElb, type Elb } from '../../src/elb/service.ts';
import { hostEndpoint } from '../../src/host-endpoint.ts';
import { createNetwork } from '../../src/network.ts';
import type { Network, Observation } from '../../src/ports.ts';
import { testPlace } from '../support/place.ts';
import { type Served, serve } from '../support/serve.ts';

/** A program behind an address of the emulated VPC. */
export interface Program {
  readonly address: string;
  readonly port: number;
  /** Requests other than health checks. */
  readonly requests: () => number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** ELBv2 on a hand-driven clock, with an unmodified client, a load balancer, and programs to balance over. */
export async function createStage({
  propagationMs = { least: 0, most: 0 },
  onObservation = (_observation: Observation): void => {},
} = {}) {
  const place = testPlace();
  const network = createNetwork();
  const observations: Observation[] = [];
  const record = (observation: Observation) => {
    observations.push(observation);
    onObservation(observation);
  };
  const elb = createElb(place, { network, metrics: { record }, propagationMs });
  const served = await serve(place.clock, elb.service);
  const client = new ElasticLoadBalancingV2Client(served.config);
  const servers: Server[] = [];
  const created = await client.send(new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['subnet-a', 'subnet-b'] }));
  const loadBalancerArn = created.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  return {
    place,
    clock: place.clock,
    network,
    observations,
    elb,
    client,
    loadBalancerArn,
    program: (handler?: RequestListener) => startProgram(network, servers, handler),
    close: () => close(elb, served, client, servers),
  };
}

async function close(elb: Elb, served: Served, client: ElasticLoadBalancingV2Client, servers: readonly Server[]) {
  client.destroy();
  await served.close();
  await elb.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
}

/** The handler gets everything but health checks, which this program always passes. */
async function startProgram(network: Network, servers: Server[], handler: RequestListener = greet): Promise<Program> {
  const address = `10.0.0.${servers.length + 1}`;
  let requests = 0;
  const server = http.createServer((request, response) => {
    if (request.url === '/health') {
      response.end();
      return;
    }
    requests += 1;
    handler(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  network.attach(address, 8080, hostEndpoint(port, `image-${servers.length}`));
  return { address, port: 8080, requests: () => requests };
}

const greet: RequestListener = (_request, response) => void response.end('hello');

export async function createGroup(
  stage: Stage,
  name: string,
  settings: Partial<CreateTargetGroupCommandInput> = {},
): Promise<string> {
  const input = { Name: name, TargetType: 'ip', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1' } as const;
  const { TargetGroups } = await stage.client.send(
    new CreateTargetGroupCommand({ ...input, HealthCheckPath: '/health', ...settings }),
  );
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

/** A listener that answers 404 unless a rule says otherwise. */
export async function createListener(stage: Stage, port = 80): Promise<string> {
  const { Listeners } = await stage.client.send(
    new CreateListenerCommand({
      LoadBalancerArn: stage.loadBalancerArn,
      Port: port,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nobody' } }],
    }),
  );
  return Listeners?.[0]?.ListenerArn ?? '';
}

/** Weights by target group ARN, as the action of a rule. */
export function weighted(weights: Readonly<Record<string, number>>, stickySeconds?: number) {
  const sticky = stickySeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickySeconds };
  return {
    Type: 'forward' as const,
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig: sticky,
    },
  };
}

export async function createRule(
  stage: Stage,
  listenerArn: string,
  action: ReturnType<typeof weighted>,
  { priority = 1, path = '/*' } = {},
): Promise<string> {
  const { Rules } = await stage.client.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: priority,
      Conditions: [{ Field: 'path-pattern', Values: [path] }],
      Actions: [action],
    }),
  );
  await stage.clock.advance(0);
  return Rules?.[0]?.RuleArn ?? '';
}

/** Registers programs and waits for their first health check to pass. */
export async function registerHealthy(stage: Stage, groupArn: string, ...programs: readonly Program[]): Promise<void> {
  await register(stage, groupArn, ...programs);
  await until(() => programs.every((program) => health(stage, groupArn, program) === 'healthy'));
}

export async function register(stage: Stage, groupArn: string, ...programs: readonly Program[]): Promise<void> {
  for (const program of programs) stage.elb.registrar.register(groupArn, [program]);
  await stage.clock.advance(0);
}

export function health(stage: Stage, groupArn: string, { address, port }: Program): string | undefined {
  return stage.elb.registrar.health(groupArn, address, port);
}

/** What DescribeTargetHealth says of each target: `state` or `state reason`. */
export async function describeHealth(stage: Stage, groupArn: string): Promise<readonly string[]> {
  const { TargetHealthDescriptions = [] } = await stage.client.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: groupArn }),
  );
  return TargetHealthDescriptions.map(({ TargetHealth }) =>
    [TargetHealth?.State, TargetHealth?.Reason].filter(Boolean).join(' '),
  );
}

/** Lets real sockets work until the condition holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 100_000; turn += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`waited in vain until ${holds}`);
}

/** One request to the stage's first listener, on a connection of its own. */
export function get(stage: Stage, path = '/', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const port = stage.elb.listeners()[0]?.port ?? 0;
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, headers, agent: false }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
    });
    request.on('error', reject);
  });
}

export async function getMany(stage: Stage, count: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < count) {
    const batch = Array.from({ length: Math.min(25, count - answers.length) }, () => get(stage));
    answers.push(...(await Promise.all(batch)));
  }
  return answers;
}
