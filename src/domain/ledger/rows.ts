import type { PipelineState, Promotion, StageState } from '../promotion/state.ts';

/** A stage of which nothing is known yet waits for nothing. */
export function withStage(
  state: PipelineState,
  name: string,
  update: (stage: StageState) => StageState,
): PipelineState {
  const stage = update(state.stages[name] ?? { stage: name, waiting: [] });
  return { ...state, stages: { ...state.stages, [name]: stage } };
}

export function withPromotion(
  state: PipelineState,
  id: string,
  update: (promotion: Promotion) => Promotion,
): PipelineState {
  return { ...state, promotions: { ...state.promotions, [id]: upsert(state.promotions[id], update) } };
}

export function withRelease(
  state: PipelineState,
  id: string,
  update: (release: PipelineState['releases'][string]) => PipelineState['releases'][string],
): PipelineState {
  return { ...state, releases: { ...state.releases, [id]: upsert(state.releases[id], update) } };
}

/** Rows that a fact creates are built from the fact alone; of any other the row was loaded for the decision. */
function upsert<Row>(row: Row | undefined, update: (row: Row) => Row): Row {
  return update(row as Row);
}
