/**
 * Whether it is one of these errors of AWS. By name, never by class: the bundles leave out the classes
 * (scripts/lean-sdk.ts), and the SDK then gives every error the name that the service sent.
 */
export const isNamed = (error: unknown, ...names: string[]): error is Error =>
  error instanceof Error && names.includes(error.name);
