import type { WireRequest, WireResponse } from './wire/messages.ts';

/**
 * One call. `caller` is the access key id that signed it (a function's name, or `operator`), or for calls from service to
 * service, `byService`, the machine, rule, alarm or topic on whose behalf it is made.
 */
export interface Call {
  readonly at: number;
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly byService?: true;
}

/**
 * An error the SDK clients turn into their own class of this `name`; unknown names stay generic. A name that the SDK models
 * goes with the model's own status code, whatever `statusCode` says. `members` are further members of the modelled error.
 */
export class ServiceError extends Error {
  readonly statusCode: number;
  readonly members: Readonly<Record<string, unknown>>;
  constructor(name: string, message: string, statusCode = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.members = members;
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

/** A service that brings its own implementation of the wire format; the SDK's schemas only name and read its calls. */
export interface ForwardedService {
  readonly signingName: string;
  readonly sdk: Readonly<Record<string, unknown>>;
  forward(request: WireRequest, call: Call): Promise<WireResponse>;
}
