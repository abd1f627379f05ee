import { readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { functions, substitute } from '../../functions/manifest.ts';
import { DEFINITION, type Machine } from '../../scripts/state-machine-diagram.ts';

const source = JSON.parse(readFileSync(DEFINITION, 'utf8')) as Machine;
const arns = Object.fromEntries(
  Object.keys(functions).map((id) => [id, `arn:aws:lambda:eu-west-1:111122223333:function:${id}`]),
);
const definition = substitute(source, arns);

describe('promotion.asl.json', () => {
  it('is valid by AWS’s schema', () => {
    const { isValid, errorsText } = aslValidator(definition);
    expect(errorsText()).toBe('');
    expect(isValid).toBe(true);
  });

  it('is refused by it when a state has nowhere to go', () => {
    const States = { ...definition.States, CheckGates: { ...definition.States.CheckGates, Next: 'Nowhere' } };
    expect(aslValidator({ ...definition, States }).isValid).toBe(false);
  });
});
