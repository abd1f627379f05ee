export type * from '../../src/app/evidence-view.ts';
export type * from '../../src/app/settings-view.ts';
export type * from '../../src/app/views.ts';
