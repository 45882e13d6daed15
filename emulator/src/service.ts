/** One call as the wire saw it. `caller` is the access key id that signed it: a function's name, or `operator`. */
export interface Call {
  readonly at: number;
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** An error the SDK clients turn into their own class of this `name`; unknown names stay generic. */
export class ServiceError extends Error {
  readonly statusCode: number;
  constructor(name: string, message: string, statusCode = 400) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

/** A handler takes and gives the SDK's own command input and output (without `$metadata`). */
export type Operation = (input: never, call: Call) => unknown;

/** An emulated AWS service: the SDK module whose schemas serve its wire format, and the operations that exist. */
export interface AwsService {
  /** The name in SigV4 credential scopes, as in `elasticloadbalancing`, `states`, `monitoring`. */
  readonly signingName: string;
  /** The namespace object of the service's SDK client module. */
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<Record<string, Operation>>;
}
