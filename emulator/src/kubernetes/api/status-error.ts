import type { JsonObject } from '../objects/json.ts';

/** Why a field, or a manager of a field, stands in the way. */
export type Cause = { readonly reason: string; readonly message: string; readonly field?: string };

type Details = {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly Cause[];
};

/** What an error says of the object it is about; a core resource has no group. */
export interface Subject {
  readonly group: string;
  readonly plural: string;
}

/** A failure as the API server answers it: a `Status` object whose `reason` and `code` clients branch on. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Details;
  constructor(code: number, reason: string, message: string, details: Details = {}) {
    super(message);
    this.name = 'StatusError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The body that goes on the wire. */
  toStatus(): JsonObject {
    const reason = this.reason === '' ? {} : { reason: this.reason };
    const details = Object.keys(this.details).length === 0 ? {} : { details: this.details };
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      ...reason,
      ...details,
      code: this.code,
    };
  }
}

/** `deployments.apps`: how messages name a resource. */
export function qualified({ group, plural }: Subject): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function notFound(subject: Subject, name: string): StatusError {
  return failure(404, 'NotFound', subject, name, `${qualified(subject)} "${name}" not found`);
}

export function alreadyExists(subject: Subject, name: string): StatusError {
  return failure(409, 'AlreadyExists', subject, name, `${qualified(subject)} "${name}" already exists`);
}

/** A write that lost against another: stale `resourceVersion`, another `uid`, a precondition. */
export function conflict(subject: Subject, name: string, why = staleObject): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(subject)} "${name}": ${why}`;
  return failure(409, 'Conflict', subject, name, message);
}
const staleObject = 'the object has been modified; please apply your changes to the latest version and try again';

/** A server-side apply that would change fields of other managers. */
export function applyConflict(causes: readonly Cause[]): StatusError {
  const [first, ...rest] = causes;
  const what = rest.length === 0 ? `1 conflict: ${first?.message}: ${first?.field}` : conflictList(causes);
  return new StatusError(409, 'Conflict', `Apply failed with ${what}`, { causes });
}

function conflictList(causes: readonly Cause[]): string {
  const managers = [...Map.groupBy(causes, ({ message }) => message)].map(([message, theirs]) => {
    const who = message.replace('conflict with', 'conflicts with');
    return `${who}:\n${theirs.map(({ field }) => `- ${field}`).join('\n')}`;
  });
  return `${causes.length} conflicts: ${managers.join('\n')}`;
}

/** An object that breaks the rules of its kind. `kind` is the Kind's name here, not the plural. */
export function invalid(group: string, kind: string, name: string, causes: readonly Cause[]): StatusError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const title = group === '' ? kind : `${kind}.${group}`;
  const details = { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind, causes };
  return new StatusError(422, 'Invalid', `${title} "${name}" is invalid: ${list}`, details);
}

/** A failure that the server itself did not expect a client to cause; it has no reason. */
export function internalError(message: string): StatusError {
  return new StatusError(500, '', message);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function forbidden(subject: Subject, name: string, why: string, causes: readonly Cause[] = []): StatusError {
  const message = `${qualified(subject)} "${name}" is forbidden: ${why}`;
  const details = { ...detailsOf(subject, name), ...(causes.length > 0 ? { causes } : {}) };
  return new StatusError(403, 'Forbidden', message, details);
}

/** A continue token or a watch that starts before what the server still remembers. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function unsupportedMediaType(): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type');
}

export function methodNotAllowed(): StatusError {
  return new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError(503, 'ServiceUnavailable', message);
}

function failure(code: number, reason: string, subject: Subject, name: string, message: string): StatusError {
  return new StatusError(code, reason, message, detailsOf(subject, name));
}

function detailsOf({ group, plural }: Subject, name: string): Details {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural };
}
