import { measure } from './cost/measure.ts';

console.log(JSON.stringify(await measure(), null, 1));
