import type {
  DeploymentEventType,
  StartDeploymentRequest,
  StopDeploymentRequest,
  TriggeredBy,
} from '@aws-sdk/client-appconfig';
import type { Place } from '../ports.ts';
import type { Applications } from './applications.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { growthSteps } from './growth.ts';
import type { Deployment, Environment } from './model.ts';
import type { Strategies } from './strategies.ts';
import { findVersion } from './versions.ts';

/** No deployment is instant: the first clients see it after one to three seconds, and a rollback takes as long. */
const settleMs = { least: 1_000, most: 3_000 };
/** A completed deployment may be reverted for 72 hours. https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_StopDeployment.html */
const revertWithinMs = 72 * 3_600_000;
const running: ReadonlySet<string> = new Set(['DEPLOYING', 'VALIDATING', 'BAKING', 'ROLLING_BACK']);

/** Starts, moves on and stops deployments. */
export class Deployments {
  readonly #place: Place;
  readonly #applications: Applications;
  readonly #strategies: Strategies;
  /** What a deployment waits for. */
  readonly #waits = new Map<Deployment, () => void>();

  constructor(place: Place, applications: Applications, strategies: Strategies) {
    this.#place = place;
    this.#applications = applications;
    this.#strategies = strategies;
  }

  /** One at a time per environment, and only over the deployment that the caller knows as the latest, if it names one. */
  start(request: StartDeploymentRequest): Deployment {
    const deployment = this.#create(request);
    this.#wait(deployment, this.#settle(), () => this.#grow(deployment, 0));
    return deployment;
  }

  /** As CloudFormation deploys: a stack is not ready before its deployment is complete. */
  complete(request: StartDeploymentRequest): Deployment {
    const deployment = this.#create(request);
    deployment.percentage = 100;
    this.#finish(deployment);
    return deployment;
  }

  /** Ends a deployment in DEPLOYING as ROLLED_BACK; with AllowRevert also one in BAKING, or the latest in COMPLETE as REVERTED. */
  stop(request: StopDeploymentRequest): Deployment {
    const environment = this.#applications.environment(request.ApplicationId, request.EnvironmentId);
    const deployment = findDeployment(environment, request.DeploymentNumber);
    if (deployment.state === 'COMPLETE') {
      this.#revert(environment, deployment, request.AllowRevert === true);
    } else {
      this.#rollBack(deployment, request.AllowRevert === true);
    }
    return deployment;
  }

  close(): void {
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }

  #create(request: StartDeploymentRequest): Deployment {
    const environment = this.#applications.environment(request.ApplicationId, request.EnvironmentId);
    const profile = this.#applications.profile(request.ApplicationId, request.ConfigurationProfileId);
    const strategy = this.#strategies.get(request.DeploymentStrategyId);
    const version = findVersion(profile, request.ConfigurationVersion ?? '');
    checkFree(environment, request.LatestDeploymentNumber);
    const deployment: Deployment = {
      number: environment.deployments.length + 1,
      environmentId: environment.id,
      profile,
      version,
      strategy,
      description: request.Description,
      startedAt: this.#now(),
      events: [],
      state: 'DEPLOYING',
      percentage: 0,
    };
    environment.deployments.push(deployment);
    this.#note(deployment, 'DEPLOYMENT_STARTED', 'USER', 'Deployment started');
    return deployment;
  }

  #grow(deployment: Deployment, index: number): void {
    const steps = growthSteps(deployment.strategy);
    const step = steps[index];
    if (!step) {
      this.#bake(deployment);
      return;
    }
    deployment.percentage = step.percentage;
    this.#note(
      deployment,
      'PERCENTAGE_UPDATED',
      'APPCONFIG',
      `Configuration available to ${step.percentage}% of clients`,
    );
    const nextMs = steps[index + 1]?.afterMs ?? deployment.strategy.durationMinutes * 60_000;
    this.#wait(deployment, nextMs - step.afterMs, () => this.#grow(deployment, index + 1));
  }

  #bake(deployment: Deployment): void {
    const { bakeMinutes } = deployment.strategy;
    if (bakeMinutes === 0) {
      this.#finish(deployment);
      return;
    }
    deployment.state = 'BAKING';
    this.#note(deployment, 'BAKE_TIME_STARTED', 'APPCONFIG', `Deployment bake time of ${bakeMinutes} minutes started`);
    this.#wait(deployment, bakeMinutes * 60_000, () => this.#finish(deployment));
  }

  #finish(deployment: Deployment): void {
    this.#end(deployment, 'COMPLETE');
    this.#note(deployment, 'DEPLOYMENT_COMPLETED', 'APPCONFIG', 'Deployment completed');
  }

  #rollBack(deployment: Deployment, allowRevert: boolean): void {
    const mayStop = deployment.state === 'DEPLOYING' || (deployment.state === 'BAKING' && allowRevert);
    if (!mayStop) throw badRequest(`Deployment ${deployment.number} is ${deployment.state} and cannot be stopped.`);
    this.#waits.get(deployment)?.();
    deployment.state = 'ROLLING_BACK';
    this.#note(deployment, 'ROLLBACK_STARTED', 'USER', 'Rollback started');
    this.#wait(deployment, this.#settle(), () => {
      deployment.percentage = 0;
      this.#end(deployment, 'ROLLED_BACK');
      this.#note(deployment, 'ROLLBACK_COMPLETED', 'APPCONFIG', 'Rollback completed');
    });
  }

  #revert(environment: Environment, deployment: Deployment, allowRevert: boolean): void {
    const { number } = deployment;
    if (!allowRevert) throw badRequest(`Deployment ${number} is COMPLETE: only AllowRevert can take it back.`);
    if (environment.deployments.at(-1) !== deployment) throw badRequest(`Deployment ${number} is not the latest one.`);
    const age = this.#place.clock.now() - (deployment.completedAt?.getTime() ?? 0);
    if (age > revertWithinMs) throw badRequest(`Deployment ${number} was completed more than 72 hours ago.`);
    deployment.state = 'REVERTED';
    this.#note(deployment, 'REVERT_COMPLETED', 'USER', 'Revert completed');
  }

  #end(deployment: Deployment, state: Deployment['state']): void {
    this.#waits.delete(deployment);
    deployment.state = state;
    deployment.completedAt = this.#now();
  }

  #wait(deployment: Deployment, ms: number, next: () => void): void {
    if (ms === 0) next();
    else this.#waits.set(deployment, this.#place.clock.after(ms, next));
  }

  #settle(): number {
    return settleMs.least + this.#place.random() * (settleMs.most - settleMs.least);
  }

  #note(deployment: Deployment, EventType: DeploymentEventType, TriggeredBy: TriggeredBy, Description: string): void {
    deployment.events.unshift({ EventType, TriggeredBy, Description, ActionInvocations: [], OccurredAt: this.#now() });
  }

  #now(): Date {
    return new Date(this.#place.clock.now());
  }
}

/** Throws ResourceNotFoundException. */
export function findDeployment(environment: Environment, number: number | undefined): Deployment {
  const deployment = environment.deployments.find((candidate) => candidate.number === number);
  if (!deployment) throw notFound('Deployment', String(number));
  return deployment;
}

function checkFree(environment: Environment, expectedLatest: number | undefined): void {
  const latest = environment.deployments.at(-1);
  if (latest && running.has(latest.state)) {
    throw conflict(`Deployment ${latest.number} is ${latest.state}: an environment has one deployment at a time.`);
  }
  const number = latest?.number ?? 0;
  if (expectedLatest !== undefined && expectedLatest !== number) {
    throw conflict(`The latest deployment is ${number}, not ${expectedLatest}.`);
  }
}
