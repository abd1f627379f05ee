export type * from '../../src/app/views.ts';
