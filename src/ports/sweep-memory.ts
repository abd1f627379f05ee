/** Where a sweep ended that ran out of time: the first image repository and pipeline that it did not come to. */
export interface StoppedAt {
  readonly image?: string;
  readonly pipeline?: string;
}

/** What one sweep leaves to the next. Losing all of it costs time, never a push. */
export interface SweepMemory {
  /** Per image repository, the push time (milliseconds since the epoch) up to which every push is accounted for. */
  watermarks(): Promise<ReadonlyMap<string, number>>;
  /** Only ever raised: a sweep that comes late takes nothing back. */
  raiseWatermark(image: string, pushedAt: number): Promise<void>;
  stoppedAt(): Promise<StoppedAt>;
  putStoppedAt(stopped: StoppedAt): Promise<void>;
}
