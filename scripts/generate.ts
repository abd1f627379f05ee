/** `npm run generate`: everything that is committed although it follows from something else. Tests hold it current. */
import { generateEvents } from './generate-events.ts';
import { generateReference } from './generate-reference.ts';
import { generateSchemas } from './generate-schemas.ts';
import { generateDiagram } from './state-machine-diagram.ts';

await generateSchemas();
await generateReference();
await generateEvents();
await generateDiagram();
