/** A feature-flag document: what exists in `flags`, what it is set to in `values`. */
export interface FlagDocument {
  readonly version: '1';
  readonly flags?: Readonly<Record<string, FlagDefinition>>;
  readonly values?: Readonly<Record<string, FlagValue>>;
}

export interface FlagDefinition extends Stamps {
  readonly attributes?: Readonly<Record<string, { readonly constraints?: Constraints }>>;
}

/** The attributes of a flag stand beside `enabled`. */
export interface FlagValue extends Stamps {
  readonly enabled?: boolean;
  readonly _variants?: readonly Variant[];
  readonly [attribute: string]: unknown;
}

export interface Variant {
  readonly name: string;
  readonly enabled: boolean;
  readonly attributeValues?: Readonly<Record<string, unknown>>;
}

export interface Constraints {
  readonly type: string;
  readonly required?: boolean;
  readonly elements?: Constraints;
  readonly [rule: string]: unknown;
}

/** Written by the service, ISO 8601. */
export interface Stamps {
  readonly _createdAt?: string;
  readonly _updatedAt?: string;
}

/** The attributes among the members of a value. */
export function attributesOf(value: FlagValue): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'enabled' && !key.startsWith('_')));
}
