/** What somebody who votes on a promotion goes by, beside the diff and what the gates say. */
export interface EvidenceView {
  readonly release: {
    readonly id: string;
    readonly createdAt: string;
    readonly tags: readonly string[];
    readonly artifacts: readonly ArtifactView[];
  };
  /** What the stage has now. */
  readonly replaces?: { readonly release: string; readonly tag: string; readonly since: string };
  /** The stages that the release comes from. */
  readonly before: readonly StageBeforeView[];
  readonly plan: PlanView;
  /** Who may still approve, as the settings are now; absent where no approval is asked for. */
  readonly voters?: readonly string[];
  /** How many approvals are missing, of the gate that lacks most. */
  readonly missing?: number;
  /** When votes stop counting, if not enough have come. */
  readonly expiresAt?: string;
}

export interface ArtifactView {
  readonly name: string;
  readonly image: string;
  readonly tag: string;
  readonly digest: string;
}

export interface StageBeforeView {
  readonly stage: string;
  /** Absent for a stage that it has not passed: somebody has overridden that. */
  readonly passedAt?: string;
  readonly targets: number;
  /** Targets that are not healthy. */
  readonly unwell: readonly { readonly cluster: string; readonly health: string }[];
}

/** What happens once the gates are open. */
export interface PlanView {
  readonly waves: readonly WavePlanView[];
  readonly onFailure: 'rollback' | 'hold' | 'continue';
  /** How long every target of a wave has to report health. */
  readonly timeoutMs: number;
}

export interface WavePlanView {
  readonly clusters: readonly string[];
  /** How long the wave stays healthy before it goes on. */
  readonly soakMs: number;
  /** How many of its targets may fail. */
  readonly maxUnavailable: number;
}
