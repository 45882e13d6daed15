import type {
  CreateLoadBalancerCommandInput,
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancersCommandInput,
  ModifyLoadBalancerAttributesCommandInput,
  LoadBalancer as WireLoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { drawFrom } from '../identifiers.ts';
import type { Place } from '../ports.ts';
import { ServiceError } from '../service.ts';
import type { Arns } from './arns.ts';
import { checkAttributes, initialAttributes, LOAD_BALANCER_ATTRIBUTES, listAttributes } from './attributes.ts';
import { notEmulated, validationError } from './faults.ts';
import type { LoadBalancer, Model } from './model.ts';
import { describePage } from './pages.ts';

/** The operations on load balancers, by the bucket that pays for them. */
export function loadBalancerOperations(place: Place, model: Model, arns: Arns) {
  return {
    provisioning: {
      CreateLoadBalancer(input: CreateLoadBalancerCommandInput) {
        checkInput(input);
        const existing = [...model.loadBalancers.values()].find(({ name }) => name === input.Name);
        const created = newLoadBalancer(place, arns, input);
        if (existing && !isSame(existing, created)) throw duplicateName(created.name);
        const loadBalancer = existing ?? created;
        model.loadBalancers.set(loadBalancer.arn, loadBalancer);
        if (input.Tags) model.tags.set(loadBalancer.arn, input.Tags);
        return { LoadBalancers: [describe(place, loadBalancer)] };
      },
    },
    mutating: {
      ModifyLoadBalancerAttributes(input: ModifyLoadBalancerAttributesCommandInput) {
        const { attributes } = loadBalancerOf(model, input.LoadBalancerArn);
        const changes = checkAttributes(LOAD_BALANCER_ATTRIBUTES, input.Attributes ?? []);
        for (const [key, value] of changes) attributes.set(key, value);
        return { Attributes: listAttributes(attributes) };
      },
    },
    describing: {
      DescribeLoadBalancers(input: DescribeLoadBalancersCommandInput) {
        const { items, ...rest } = describePage(selected(model, input), input);
        return { LoadBalancers: items.map((loadBalancer) => describe(place, loadBalancer)), ...rest };
      },
      DescribeLoadBalancerAttributes(input: DescribeLoadBalancerAttributesCommandInput) {
        return { Attributes: listAttributes(loadBalancerOf(model, input.LoadBalancerArn).attributes) };
      },
    },
  };
}

/** The load balancer, or throws `LoadBalancerNotFound`. */
export function loadBalancerOf(model: Model, arn: string | undefined): LoadBalancer {
  const loadBalancer = model.loadBalancers.get(arn ?? '');
  if (!loadBalancer) throw notFound(`Load balancer '${arn}' not found`);
  return loadBalancer;
}

function checkInput({ Name = '', Type = 'application', Subnets = [], SubnetMappings }: CreateLoadBalancerCommandInput) {
  if (!/^(?!internal-)[a-zA-Z0-9](-?[a-zA-Z0-9]){0,31}$/.test(Name) || Name.length > 32) {
    throw validationError(
      `Load balancer name '${Name}' must have at most 32 letters, digits and inner hyphens, and not begin with 'internal-'`,
    );
  }
  if (Type !== 'application') throw notEmulated(`A ${Type} load balancer`);
  if (SubnetMappings) throw notEmulated('SubnetMappings');
  if (new Set(Subnets).size < 2) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
}

function newLoadBalancer(place: Place, arns: Arns, input: CreateLoadBalancerCommandInput): LoadBalancer {
  const name = input.Name ?? '';
  const host = `${name}-${drawFrom(place.random, '0123456789', 10)}`;
  const scheme = input.Scheme ?? 'internet-facing';
  return {
    arn: arns.loadBalancer(name),
    name,
    dnsName: `${scheme === 'internal' ? 'internal-' : ''}${host}.${place.region}.elb.amazonaws.com`,
    scheme,
    subnets: input.Subnets ?? [],
    securityGroups: input.SecurityGroups ?? [],
    createdAt: new Date(place.clock.now()),
    attributes: initialAttributes(LOAD_BALANCER_ATTRIBUTES),
  };
}

function isSame(one: LoadBalancer, other: LoadBalancer): boolean {
  return one.scheme === other.scheme && [...one.subnets].sort().join() === [...other.subnets].sort().join();
}

function selected(model: Model, input: DescribeLoadBalancersCommandInput): readonly LoadBalancer[] {
  const { LoadBalancerArns, Names } = input;
  if (LoadBalancerArns?.length && Names?.length) {
    throw validationError('Load balancer ARNs and load balancer names cannot be specified at the same time');
  }
  if (LoadBalancerArns?.length) return LoadBalancerArns.map((arn) => loadBalancerOf(model, arn));
  const all = [...model.loadBalancers.values()];
  return Names?.length ? Names.map((name) => named(all, name)) : all;
}

function named(all: readonly LoadBalancer[], name: string): LoadBalancer {
  const found = all.find((loadBalancer) => loadBalancer.name === name);
  if (!found) throw notFound(`Load balancers '[${name}]' not found`);
  return found;
}

function describe(place: Place, loadBalancer: LoadBalancer): WireLoadBalancer {
  const zones = loadBalancer.subnets.map((subnet, index) => ({
    SubnetId: subnet,
    ZoneName: `${place.region}${'abcdef'.charAt(index)}`,
  }));
  return {
    LoadBalancerArn: loadBalancer.arn,
    LoadBalancerName: loadBalancer.name,
    DNSName: loadBalancer.dnsName,
    Scheme: loadBalancer.scheme,
    Type: 'application',
    State: { Code: 'active' },
    IpAddressType: 'ipv4',
    CreatedTime: loadBalancer.createdAt,
    AvailabilityZones: zones,
    SecurityGroups: [...loadBalancer.securityGroups],
  };
}

function notFound(message: string): ServiceError {
  return new ServiceError('LoadBalancerNotFoundException', message);
}

function duplicateName(name: string): ServiceError {
  return new ServiceError(
    'DuplicateLoadBalancerNameException',
    `A load balancer with the same name '${name}' exists, but with different settings`,
  );
}
