import { stat } from 'node:fs/promises';
import path from 'node:path';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { albTraffic } from '../src/adapters/aws/alb-traffic.ts';
import { clientConfig } from '../src/adapters/aws/clients.ts';
import { eksAccess } from '../src/adapters/aws/eks-access.ts';
import { awsInspection } from '../src/adapters/aws/inspect-aws.ts';
import { clusterInspection } from '../src/adapters/k8s/inspect-cluster.ts';
import type { Policy } from '../src/contracts/policy.ts';
import type { Routes } from '../src/ports/routes.ts';
import { type Examination, examine } from '../src/release/examine.ts';
import { Refusal } from '../src/release/refusal.ts';
import { requirePolicy } from './commands/policy.ts';
import { BadInput, Failure } from './exit.ts';
import { openLedgerTable } from './ledger.ts';

/** The policy in a folder or file, or else the one that is registered for a service. */
export async function policyOf(given: string, table: string | undefined): Promise<Policy> {
  const found = await stat(given).catch(() => undefined);
  if (found !== undefined) return requirePolicy(found.isDirectory() ? path.join(given, 'tidegate.yml') : given);
  if (table === undefined)
    throw new BadInput(`${given} is no folder or file; for a service whose policy is registered, give --table as well`);
  const policy = await openLedgerTable(table).policies.of(given);
  if (policy !== undefined) return policy;
  throw new BadInput(`${given} is no folder or file, and no policy of that name is registered in ${table}`);
}

/** Examines a service with the credentials, region and endpoint of the environment. */
export async function examineService(policy: Policy): Promise<Examination> {
  const elb = new ElasticLoadBalancingV2Client(clientConfig());
  const eks = new EKSClient(clientConfig());
  const inspection = { ofCluster: clusterInspection(eksAccess(eks)), ofAws: awsInspection({ elb, eks }) };
  const ports = { routes: await openRoutesFor(policy), traffic: albTraffic(elb), inspection };
  return examine(policy, ports).catch((error: unknown) => {
    if (error instanceof Refusal) throw new Failure(`${policy.service} can't be released at all: ${error.message}`);
    throw error;
  });
}

/** Only a policy with an Ingress asks where it leads. */
async function openRoutesFor({ traffic }: Policy): Promise<Routes> {
  if (traffic.ingress !== undefined) return (await import('../src/adapters/open/routes.ts')).openRoutes();
  return {
    ofIngress: ({ ingress }) => Promise.reject(new Error(`the policy names no Ingress, yet ${ingress} was asked for`)),
  };
}
