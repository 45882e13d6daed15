import type { Metadata } from '../../ports/inspection/cluster-facts.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const inNamespace = ({ namespace }: Metadata): string => (namespace === undefined ? '' : ` -n ${namespace}`);

/** The command that merges these fields into an object of Kubernetes; `merge` for kinds of others, and to remove fields with null. */
export const kubectlPatch = (
  kind: string,
  metadata: Metadata,
  fields: object,
  type: 'strategic' | 'merge' = 'strategic',
): string =>
  `kubectl patch ${kind} ${metadata.name}${inNamespace(metadata)} --type ${type} -p ${quoted(JSON.stringify(fields))}`;

/** The command that creates an object, given as lines of YAML. */
export const kubectlApply = (namespace: string, lines: readonly string[]): string =>
  [`kubectl apply -n ${namespace} -f - <<'EOF'`, ...lines, 'EOF'].join('\n');

/** The command that sets one attribute of a target group. */
export const setAttribute = (targetGroup: string, key: string, value: string | number): string =>
  `aws elbv2 modify-target-group-attributes --target-group-arn ${targetGroup} --attributes Key=${key},Value=${value}`;
