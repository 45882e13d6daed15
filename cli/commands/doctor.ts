import { Command, Option } from 'commander';
import type { Finding, Severity, Ways } from '../../src/contracts/preflight.ts';
import type { Examination } from '../../src/release/examine.ts';
import { ExitCode } from '../exit.ts';
import type { Shell } from '../shell.ts';
import type { Colors } from '../terminal.ts';

interface DoctorOptions {
  readonly table?: string;
  readonly json?: true;
}

const footer = `
Reads only. It needs what infra/roles.yml gives to AdmitRelease and infra/kubernetes-rbac.yml to its group; what it may not
read is told as a warning. All findings: docs/doctor.md

Examples:
  tidegate doctor services/orders
  tidegate doctor orders --table tidegate-prod-ledger --json

Exit codes: 0 nothing, or warnings only; 1 a release would be refused; 2 wrong usage or a wrong file`;

/** `tidegate doctor`: the zero-downtime preflight, before anybody pushes. */
export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description('say what would cost requests in a release of a service, why, and the exact patch')
    .argument('<folder|service>', 'a folder or file with a policy, or the name of a service whose policy is registered')
    .addOption(
      new Option('--table <name>', 'for a name: the ledger table, output LedgerTableName of the deployed stack').env(
        'TIDEGATE_TABLE',
      ),
    )
    .option('--json', 'print what was found as JSON')
    .addHelpText('after', footer)
    .action(async (given: string, { table, json }: DoctorOptions) => {
      const { examineService, policyOf } = await import('../examination.ts');
      const policy = await policyOf(given, table);
      const examination = await examineService(policy);
      const { findings } = examination;
      if (json) shell.out.line(JSON.stringify({ service: policy.service, ...examination }, null, 2));
      else for (const line of doctorLines(policy.service, examination, shell.out.colors)) shell.out.line(line);
      shell.exitWith(findings.some(isError) ? ExitCode.otherwise : ExitCode.asTold);
    });
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

/** What was found, for people: errors first, each with its reason and its patch. */
export function doctorLines(service: string, { site, ways, findings }: Examination, colors: Colors): string[] {
  const { color, namespace, deployment } = site.stable;
  const head = `${service}: users are on ${color} (Deployment ${namespace}/${deployment}); releases go ${wayWords(ways)}`;
  if (findings.length === 0) return [head, colors.green('Nothing found that would cost requests.')];
  return [head, ...group('error', findings, colors), ...group('warning', findings, colors)];
}

function wayWords({ inPlace, beside, slots, downtime }: Ways): string {
  const words = [
    ...(inPlace ? ['in place'] : []),
    ...(beside ? [slots ? 'beside the old version, in one namespace' : 'beside the old version'] : []),
    ...(downtime ? ['with downtime'] : []),
  ];
  return words.join(' or ') || 'without a deployment';
}

const meanings: Readonly<Record<Severity, string>> = {
  error: 'a release is refused until they are put right or accepted in the policy',
  warning: 'told with each release',
};

function group(severity: Severity, findings: readonly Finding[], colors: Colors): string[] {
  const own = findings.filter((finding) => finding.severity === severity);
  if (own.length === 0) return [];
  const title = `${own.length} ${severity}${own.length === 1 ? '' : 's'}: ${meanings[severity]}`;
  const color = severity === 'error' ? colors.red : colors.yellow;
  return ['', color(title), ...own.flatMap((finding) => findingLines(finding, colors))];
}

function findingLines({ id, where, what, why, patch, acceptedBecause }: Finding, colors: Colors): string[] {
  return [
    '',
    `  ${colors.bold(id)}  ${where}`,
    `    ${what}`,
    `    ${colors.dim(why)}`,
    ...(acceptedBecause === undefined ? [] : [`    accepted: ${acceptedBecause}`]),
    ...patch.split('\n').map((line) => `      ${line}`),
  ];
}
