/** What AWS always answers and its types leave open; throws when the cloud answered nothing. */
export function arnOf(arn: string | undefined, what: string): string {
  if (arn === undefined) throw new Error(`the cloud created a ${what} but did not say which`);
  return arn;
}
