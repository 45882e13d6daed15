/** An AWS::Lambda::Permission: who may invoke a function. `sourceArn` may hold `*` and `?`, compared as ArnLike. */
export interface LambdaPermission {
  /** A function's name or ARN. */
  readonly functionName: string;
  /** A service, as in `events.amazonaws.com`. */
  readonly principal: string;
  readonly sourceArn?: string;
}

/** The resource policies of functions, as far as rules need them. Without a permission a rule's event is dropped, not retried. */
export class LambdaPermissions {
  readonly #permissions: LambdaPermission[] = [];

  allow(permission: LambdaPermission): void {
    this.#permissions.push(permission);
  }

  allows(functionArn: string, ruleArn: string): boolean {
    const name = functionNameOf(functionArn);
    return this.#permissions.some(
      (permission) =>
        permission.principal === 'events.amazonaws.com' &&
        functionNameOf(permission.functionName) === name &&
        (permission.sourceArn === undefined || arnLike(permission.sourceArn, ruleArn)),
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
