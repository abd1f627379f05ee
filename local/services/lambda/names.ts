/** Where the emulated account lives; every ARN and envelope is made of these. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

export function functionArn(account: Account, name: string): string {
  return `arn:aws:lambda:${account.region}:${account.accountId}:function:${name}`;
}

/** Accepts what Lambda's Invoke accepts: a name, `<account>:function:<name>`, or an ARN, with or without qualifier. */
export function functionName(nameOrArn: string): string {
  const [, name = nameOrArn] = /(?:^|:)function:([^:]+)/.exec(nameOrArn) ?? [];
  return name.split(':')[0] ?? name;
}
