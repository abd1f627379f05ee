import type { TestProject } from 'vitest/node';
import { startEngine } from './engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of Amazon's DynamoDB Local; only in `npm run test:dynamodb-local`. */
    dynamoDbLocal?: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startEngine();
  project.provide('dynamoDbLocal', engine.url);
  return () => engine.close();
}
