import type { Properties } from './properties.ts';
import type { Json } from './template.ts';

/** A resource about to be created, intrinsic functions resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** A physical name as CloudFormation makes one up: stack, logical id, random letters. */
  generatedName(): string;
}

/**
 * What other resources can refer to: `ref` is what `Ref` answers, `attributes` what `Fn::GetAtt` does. `remembered` is what the
 * emulator keeps for whoever asks without acting on it, such as the policies of a role.
 */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly remembered?: Json;
}

/**
 * How one type of resource comes to life. `properties` are modelled, `ignored` ones are accepted without effect, and any other
 * is refused, so that nobody takes for rehearsed what was not.
 */
export interface ResourceType {
  readonly properties: readonly string[];
  readonly ignored?: readonly string[] | 'others';
  create(resource: ResolvedResource): Promise<CreatedResource> | CreatedResource;
}
