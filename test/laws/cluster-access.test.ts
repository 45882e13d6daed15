import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { lambdas, resourcesOf } from '../support/packaged.ts';

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Description: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Properties: AccessEntry }>>;
}
interface AccessEntry {
  readonly ClusterName: string;
  readonly PrincipalArn: string;
  readonly KubernetesGroups: readonly string[];
}
const ref = { tag: '!Ref', resolve: (name: string) => name };
const access = parse(readFileSync('infra/cluster-access.yml', 'utf8'), { customTags: [ref] }) as Template;

/** Roles that may look a cluster up do so to speak to it. */
const speaking = resourcesOf('AWS::IAM::Role')
  .filter(([, { Policies }]) => JSON.stringify(Policies).includes('"eks:DescribeCluster"'))
  .map(([id]) => id)
  .toSorted();

const groupOf = (id: string): string =>
  /^(Validate|DryRun|Execute|Verify|CleanUp)Migration$/.test(id) ? 'tidegate-migrations' : 'tidegate';

const functionOf = (role: string): string => {
  const lambda = lambdas.find(({ Role }) => Role['Fn::GetAtt'][0] === role);
  return (lambda?.FunctionName ?? '').replace('tidegate-dev-', '');
};

describe('the roles that speak to a cluster', () => {
  it('are let into it, each by an entry of its own, and nobody else is', () => {
    expect(speaking.length).toBeGreaterThan(5);
    const entries = Object.entries(access.Resources).map(([id, { Properties }]) => ({ id, ...Properties }));
    expect(entries.map(({ PrincipalArn }) => PrincipalArn).toSorted()).toEqual(speaking);
    for (const { id, ClusterName, PrincipalArn, KubernetesGroups } of entries)
      expect([PrincipalArn, ClusterName, KubernetesGroups[0]]).toEqual([`${id}Role`, 'Cluster', groupOf(id)]);
  });

  it('reach the objects of services or the Jobs of migrations, and never both', () => {
    const groups = Object.values(access.Resources).map(({ Properties }) => Properties.KubernetesGroups);
    expect(groups.filter((names) => names.includes('tidegate') && names.includes('tidegate-migrations'))).toEqual([]);
    expect(groups.flat()).toEqual(expect.arrayContaining(['tidegate', 'tidegate-migrations']));
  });

  it('are the parameters of the access template, told by their functions', () => {
    const { Cluster, ...roles } = access.Parameters;
    expect(Cluster).toBeDefined();
    expect(Object.keys(roles).toSorted()).toEqual(speaking);
    for (const [role, { Description }] of Object.entries(roles))
      expect([role, Description]).toEqual([role, `ARN of the role of ${functionOf(role)}.`]);
  });

  it('are those of the functions that bundle a Kubernetes client', () => {
    const bundling = lambdas.filter(({ FunctionName }) => {
      const meta = readFileSync(`dist/${FunctionName.replace('tidegate-dev-', '')}.meta.json`, 'utf8');
      return meta.includes('node_modules/@kubernetes/client-node/');
    });
    const roles = bundling.map(({ Role }) => Role['Fn::GetAtt'][0]);
    expect(speaking).toEqual(expect.arrayContaining(roles));
  });
});
