import { NormalizedSchema } from '@smithy/core/schema';

/** A schema reference as the SDK clients export it. */
export type Schema = Parameters<typeof NormalizedSchema.of>[0];
type Traits = ReturnType<NormalizedSchema['getMergedTraits']>;

/** One operation of a service; `http` only exists where the protocol is REST. */
export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  readonly http?: { readonly method: string; readonly uri: string; readonly statusCode: number };
}

/** A modelled error: `code` is what awsQuery writes on the wire, `name` is the client's class. */
export interface ErrorModel {
  readonly name: string;
  readonly code: string;
  readonly statusCode: number;
  readonly schema: NormalizedSchema;
}

/** The client's own JSON serialisers, which serve the other direction just as well. */
export interface JsonCodec {
  createSerializer(): { write(schema: Schema, value: unknown): void; flush(): string | Uint8Array };
  createDeserializer(): { readObject(schema: Schema, data: unknown): unknown };
}

/** What an SDK client module tells about its service. */
export interface ServiceModel {
  readonly signingName: string;
  /** The Smithy id, as in `aws.protocols#awsQuery`. */
  readonly protocolId: string;
  readonly settings: ProtocolSettings;
  readonly codec: () => JsonCodec;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: readonly ErrorModel[];
}

interface ProtocolSettings {
  readonly version: string;
  readonly serviceTarget: string;
  readonly xmlNamespace?: string;
  readonly awsQueryCompatible?: boolean;
}

interface Client {
  readonly config: {
    readonly protocol: { getShapeId(): string; getPayloadCodec(): JsonCodec };
    readonly protocolSettings: ProtocolSettings;
  };
}
type ClientClass = new (config: object) => Client;

const OPERATION_SCHEMA = 9;
const ERROR_SCHEMA = -3;

const read = new WeakMap<object, ServiceModel>();

/** What an SDK client module tells, which is read once per module. */
export function serviceModelOf(signingName: string, sdk: Readonly<Record<string, unknown>>): ServiceModel {
  const model = read.get(sdk) ?? readServiceModel(signingName, sdk);
  read.set(sdk, model);
  return model;
}

/** Reads the schemas that an SDK client module exports, and its protocol. */
function readServiceModel(signingName: string, sdk: Readonly<Record<string, unknown>>): ServiceModel {
  const client = new (clientClass(signingName, sdk))({
    region: 'us-east-1',
    credentials: { accessKeyId: 'schema', secretAccessKey: 'schema' },
  });
  const { protocol, protocolSettings } = client.config;
  const schemas = Object.values(sdk).filter(isStaticSchema);
  return {
    signingName,
    protocolId: protocol.getShapeId(),
    settings: protocolSettings,
    codec: () => protocol.getPayloadCodec(),
    operations: new Map(schemas.filter((s) => s[0] === OPERATION_SCHEMA).map((s) => [s[2], operationModel(s)])),
    errors: schemas.filter((s) => s[0] === ERROR_SCHEMA).map(errorModel),
  };
}

function clientClass(signingName: string, sdk: Readonly<Record<string, unknown>>): ClientClass {
  const entry = Object.entries(sdk).find(
    ([name, value]) => /^[A-Z]\w*Client$/.test(name) && typeof value === 'function',
  );
  if (!entry) throw new Error(`the module given for '${signingName}' exports no SDK client class`);
  return entry[1] as ClientClass;
}

type StaticSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: Traits | number,
  ...rest: Schema[],
];

function isStaticSchema(value: unknown): value is StaticSchema {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[2] === 'string';
}

function operationModel(schema: StaticSchema): OperationModel {
  const [, , name, traits, input, output] = schema;
  const http = typeof traits === 'object' ? traits.http : undefined;
  return {
    name,
    input: NormalizedSchema.of(input ?? 'unit'),
    output: NormalizedSchema.of(output ?? 'unit'),
    ...(http ? { http: { method: http[0], uri: http[1], statusCode: http[2] } } : {}),
  };
}

function errorModel(schema: StaticSchema): ErrorModel {
  const traits = typeof schema[3] === 'object' ? schema[3] : {};
  const query = traits['awsQueryError'] as [code: string, statusCode: number] | undefined;
  const statusCode =
    (traits['httpError'] as number | undefined) ?? query?.[1] ?? (traits.error === 'server' ? 500 : 400);
  return {
    name: schema[2],
    code: query?.[0] ?? schema[2],
    statusCode,
    schema: NormalizedSchema.of(schema as unknown as Schema),
  };
}
