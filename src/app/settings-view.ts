/** `.towpath/settings.yaml`, as far as it says who may do what. */
export interface SettingsView {
  readonly file: string;
  readonly people: readonly {
    readonly name: string;
    readonly email?: string;
    /** The identities that stand for them. */
    readonly known: readonly string[];
  }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly overrides: readonly { readonly gate: string; readonly from: readonly string[] }[];
  /** Gates that hold back no rollback. */
  readonly rollback: readonly string[];
  readonly slack: readonly { readonly what: string; readonly channel: string }[];
}
