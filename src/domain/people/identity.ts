/** Who somebody is to the way by which they came, as that way has verified it. No name that people may change. */
export type Identity =
  | { readonly kind: 'iam'; readonly arn: string }
  /** The `sub` of a token that Cognito, or another OpenID provider, has signed. */
  | { readonly kind: 'oidc'; readonly subject: string }
  | { readonly kind: 'slack'; readonly team: string; readonly user: string }
  /** Chosen by the holder of a local installation's token; nothing on AWS makes one. */
  | { readonly kind: 'local'; readonly person: string };

/** As the ledger keeps it: `slack T0123/U0456`, `iam arn:aws:...`. */
export function identityText(identity: Identity): string {
  switch (identity.kind) {
    case 'iam':
      return `iam ${identity.arn}`;
    case 'oidc':
      return `oidc ${identity.subject}`;
    case 'slack':
      return `slack ${identity.team}/${identity.user}`;
    case 'local':
      return `local ${identity.person}`;
  }
}
