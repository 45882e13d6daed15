import { type FindingId, findingIds, type Ways } from '../src/contracts/preflight.ts';
import { preflightRules } from '../src/domain/preflight/findings.ts';
import type { Rule } from '../src/domain/preflight/rule.ts';

const wayNames: Readonly<Record<keyof Ways, string>> = {
  inPlace: 'in place',
  beside: 'beside',
  slots: 'in slots',
  downtime: 'with downtime',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

function severityText({ severity }: Rule): string {
  const ways = Object.keys(severity) as (keyof Ways)[];
  const kinds = [...new Set(Object.values(severity))];
  const everywhere = ways.length === 3 && severity.slots === undefined;
  if (kinds.length === 1 && everywhere) return String(kinds[0]);
  return kinds
    .map(
      (kind) =>
        `${kind} ${ways
          .filter((way) => severity[way] === kind)
          .map((way) => wayNames[way])
          .join(', ')}`,
    )
    .join('; ');
}

function row(id: FindingId): string {
  const rule = preflightRules[id];
  const what = `${rule.title} ${rule.why}`;
  return `| \`${id}\` | ${severityText(rule)} | ${cell(what)} | ${cell(rule.remedy)} |`;
}

const introduction = `# The zero-downtime preflight

Most requests that a release loses were lost before it began: a pod that stops at once, a budget that lets all pods go, a cookie that keeps
users on a bad version. \`tidegate doctor\` looks for all of that in your cluster and at your load balancer. It reads only, and says for each
finding where it is, why it costs requests, and the exact command or lines that put it right.

\`\`\`sh
npx tidegate doctor services/orders                          # a folder with tidegate.yml, or the file itself
npx tidegate doctor orders --table tidegate-prod-ledger      # a service whose policy is registered
npx tidegate doctor services/orders --json                   # for scripts
\`\`\`

It ends with 0 when nothing or only warnings were found, with 1 when a release would be refused.

Every release asks the same questions when it is admitted, for the one way in which it will be done: **errors refuse the release**, before
anything happened, and **warnings are told** with it. Fallbacks and hotfixes are not refused. Some things weigh differently by the way: a release
*in place* replaces pods under the same Deployment, *beside* brings the new version up next to the old one (*in slots*: in the same
namespace), *with downtime* stops the old version first. The doctor takes the worst of the ways that the policy uses.

An error means that requests would surely fail, or that the release surely could not work. Where you know better, accept it, with the reason; it
is then told as a warning:

\`\`\`yaml
preflight:
  accept:
    - finding: pre-stop-missing
      because: the program goes on serving for 20 s after SIGTERM by itself
\`\`\`

What may not be read is never passed over: it is the finding \`could-not-look\`. What to permit is in
[infra/kubernetes-rbac.yml](../infra/kubernetes-rbac.yml) and [infra/roles.yml](../infra/roles.yml).

## All findings

This list is generated from \`src/domain/preflight/\`.

| Finding | Severity | What it is, and why it costs requests | What to do |
|---|---|---|---|`;

const limits = `
## What it can't see

- Programs that call the Service by a name that is in a Secret, in an image or in their code; only environment variables of Deployments and ConfigMaps
  are read, and their values are never told.
- Whether the program itself finishes its requests after SIGTERM, and what it takes from queues that no setting names.
- Trust policies of IAM roles, Argo CD's Applications and Flux's Kustomizations: from the marks on the Deployment it says what may happen.
- Room that a node autoscaler would make. Nodes with taints count as having none.
- With \`manifests\`, what the next version's manifests will change: the preflight judges what runs now.
`;

/** docs/doctor.md: every finding of the preflight, for somebody who meets one. */
export const findingsPage = (): string => `${[introduction, ...findingIds.map(row)].join('\n')}\n${limits}`;
