/** An AWS::Lambda::Permission: who may invoke a function. `sourceArn` may hold `*` and `?`, compared as ArnLike. */
export interface LambdaPermission {
  /** A function's name or ARN. */
  readonly functionName: string;
  /** A service, as in `events.amazonaws.com`. */
  readonly principal: string;
  readonly sourceArn?: string;
}

/** The resource policies of functions. Without a permission for the caller's principal, an event is dropped, not retried. */
export class LambdaPermissions {
  readonly #permissions: LambdaPermission[] = [];

  allow(permission: LambdaPermission): void {
    this.#permissions.push(permission);
  }

  allows(functionArn: string, sourceArn: string, principal = 'events.amazonaws.com'): boolean {
    const name = functionNameOf(functionArn);
    return this.#permissions.some(
      (permission) =>
        permission.principal === principal &&
        functionNameOf(permission.functionName) === name &&
        (permission.sourceArn === undefined || arnLike(permission.sourceArn, sourceArn)),
    );
  }
}

function functionNameOf(nameOrArn: string): string {
  return /^arn:aws:lambda:[^:]+:\d+:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

function arnLike(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(arn);
}
