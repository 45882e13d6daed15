import type { Container, CronJobFacts, DeploymentFacts } from '../../ports/inspection/cluster-facts.ts';
import { kubectlPatch } from './patch.ts';
import { always, type Rules } from './rule.ts';
import { containerOf, objectName, ofContainer, ofStable } from './seen.ts';

/** Names of settings by which programs find a queue. */
const queueSetting =
  /(^|_)(SQS|KAFKA|RABBIT(MQ)?|AMQP|NATS|KINESIS|PUBSUB|CELERY|SIDEKIQ)(_|$)|QUEUE_?(URL|NAME|ARN)|BOOTSTRAP_SERVERS|CONSUMER_GROUP/i;

const repositoryOf = (image: string | undefined): string | undefined => image?.replace(/(@sha256:.*|:[^:/]*)$/, '');

const hasLabelsOf = ({ metadata }: CronJobFacts, { spec }: DeploymentFacts): boolean => {
  const wanted = Object.entries(spec.selector.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => metadata.labels?.[key] === value);
};

const runsImage = ({ spec }: CronJobFacts, container: Container | undefined): boolean =>
  container?.image !== undefined &&
  spec.jobTemplate.spec.template.spec.containers.some(
    ({ image }) => repositoryOf(image) === repositoryOf(container.image),
  );

/** Work and requests that no weight moves. */
export const neighbourRules: Rules<'inside-callers' | 'works-at-weight-zero' | 'cron-jobs'> = {
  'inside-callers': {
    severity: { beside: 'warning' },
    title: 'Other workloads call the Service by its name in the cluster.',
    why: 'They come past the load balancer: no weight moves them, no drain sees them, and when the old version goes their requests fail.',
    remedy: 'Let them call through the load balancer, or release in place.',
    find: (facts) =>
      (facts.k8s.cluster.callers ?? []).map(({ where, setting }) => {
        const { service, stable } = facts.inspected;
        return {
          where,
          what: `${setting} names a Service of namespace ${stable.namespace}`,
          patch: `# in ${where}, let ${setting} name the load balancer's host of ${service} instead\n# or release this service in place (docs/strategies): the Service stays where it is`,
        };
      }),
  },
  'works-at-weight-zero': {
    severity: { beside: 'warning' },
    title: 'The program also takes work that is not HTTP.',
    why: 'A consumer of a queue starts to work as soon as its pod runs, at weight 0: the new version works on real messages before anything was watched, and a rollback does not give them back.',
    remedy: 'Put the consumer into a Deployment of its own, or let a feature flag switch it on.',
    find: (facts) =>
      ofContainer(facts, ({ name, ports = [], env = [] }, { metadata }) => {
        const settings = env.filter((one) => queueSetting.test(one.name)).map((one) => one.name);
        if (ports.length > 0 && settings.length === 0) return [];
        const what =
          settings.length > 0
            ? `container ${name} has ${settings.join(', ')}: it seems to take messages from a queue`
            : `container ${name} has no port: it seems to work without being asked`;
        const patch = `# tidegate.yml: let a flag that the program reads switch the consumer on with the users\nflags:\n  flip: [{ key: consume, at: 100 }]`;
        return [{ where: objectName('Deployment', metadata), what, patch }];
      }),
  },
  'cron-jobs': {
    severity: always('warning'),
    title: 'A CronJob runs the same program.',
    why: 'It is not released with the service: it goes on with the old image, against data that the new version may have changed, and before a new version was proven if its tag moves.',
    remedy: 'Release it separately and keep both versions compatible; suspend it where that is not possible.',
    find: (facts) =>
      ofStable(facts, (deployment) =>
        (facts.k8s.stable.cronJobs ?? [])
          .filter(({ spec }) => spec.suspend !== true)
          .filter((job) => hasLabelsOf(job, deployment) || runsImage(job, containerOf(facts, deployment)))
          .map(({ metadata }) => ({
            where: objectName('CronJob', metadata),
            what: `it runs the image or has the labels of ${objectName('Deployment', deployment.metadata)}`,
            patch: kubectlPatch('cronjob', metadata, { spec: { suspend: true } }),
          })),
      ),
  },
};
