import type { CreateDeploymentStrategyRequest } from '@aws-sdk/client-appconfig';
import { newId } from './applications.ts';
import { badRequest, notFound, quotaExceeded } from './errors.ts';
import type { Strategy } from './model.ts';

const strategyQuota = 20;
/** Strategies that every account has; AllAtOnce blocks its environment for ten minutes of bake. https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-deployment-strategy-predefined.html */
const predefined: readonly Strategy[] = [
  predefinedStrategy('AllAtOnce', 'LINEAR', { duration: 0, growth: 100, bake: 10 }),
  predefinedStrategy('Linear50PercentEvery30Seconds', 'LINEAR', { duration: 1, growth: 50, bake: 1 }),
  predefinedStrategy('Linear20PercentEvery6Minutes', 'LINEAR', { duration: 30, growth: 20, bake: 30 }),
  predefinedStrategy('Canary10Percent20Minutes', 'EXPONENTIAL', { duration: 20, growth: 10, bake: 10 }),
];

/** The account's deployment strategies and the predefined ones. */
export class Strategies {
  readonly #random: () => number;
  readonly #strategies = new Map(predefined.map((strategy) => [strategy.id, strategy]));

  constructor(random: () => number) {
    this.#random = random;
  }

  create(request: CreateDeploymentStrategyRequest): Strategy {
    if (this.#strategies.size >= predefined.length + strategyQuota) {
      throw quotaExceeded('The account has 20 deployment strategies already.');
    }
    const strategy: Strategy = {
      id: newId(this.#random),
      name: request.Name ?? '',
      description: request.Description,
      durationMinutes: within('DeploymentDurationInMinutes', request.DeploymentDurationInMinutes, 0, 1_440),
      bakeMinutes: within('FinalBakeTimeInMinutes', request.FinalBakeTimeInMinutes ?? 0, 0, 1_440),
      growthFactor: within('GrowthFactor', request.GrowthFactor, 1, 100),
      growthType: request.GrowthType ?? 'LINEAR',
      replicateTo: request.ReplicateTo ?? 'NONE',
    };
    this.#strategies.set(strategy.id, strategy);
    return strategy;
  }

  get(id: string | undefined): Strategy {
    const strategy = this.#strategies.get(id ?? '');
    if (!strategy) throw notFound('DeploymentStrategy', id ?? '');
    return strategy;
  }

  list(): readonly Strategy[] {
    return [...this.#strategies.values()];
  }
}

interface Timing {
  /** Minutes. */
  readonly duration: number;
  /** Percent. */
  readonly growth: number;
  /** Minutes. */
  readonly bake: number;
}

function predefinedStrategy(name: string, growthType: Strategy['growthType'], timing: Timing): Strategy {
  const id = `AppConfig.${name}`;
  const { duration: durationMinutes, bake: bakeMinutes, growth: growthFactor } = timing;
  return { id, name: id, durationMinutes, bakeMinutes, growthFactor, growthType, replicateTo: 'NONE' };
}

function within(name: string, value: number | undefined, least: number, most: number): number {
  if (value === undefined || value < least || value > most) throw badRequest(`${name} must be ${least} to ${most}.`);
  return value;
}
