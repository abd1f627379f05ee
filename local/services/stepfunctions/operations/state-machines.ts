import { type Input, type Operation, ServiceError } from '../../../service.ts';
import type { Definition } from '../asl/definition.ts';
import { findDefinitionMistakes } from '../definition-validation.ts';
import type { Engine } from '../engine.ts';
import { parseJson } from '../json.ts';
import type { MachineRevision } from '../run/execution.ts';
import { arn, optionalText, text, validName } from './input.ts';

export function stateMachineOperations(engine: Engine): Record<string, Operation> {
  return {
    async CreateStateMachine(input) {
      refuseExpress(input);
      const name = validName(text(input, 'name'));
      const source = text(input, 'definition', { max: 1_048_576 });
      const roleArn = text(input, 'roleArn', { min: 1 });
      const definition = validDefinition(source);
      const machineArn = engine.arn(`stateMachine:${name}`);
      const known = engine.store.machines.get(machineArn);
      if (known !== undefined) return existing(known, source, roleArn);
      const now = engine.now();
      const revisionId = engine.newId();
      engine.store.saveMachine({
        arn: machineArn,
        name,
        roleArn,
        revisionId,
        source,
        definition,
        creationDate: now,
        updateDate: now,
      });
      return { stateMachineArn: machineArn, creationDate: now / 1000 };
    },

    async UpdateStateMachine(input) {
      const known = findMachine(engine, arn(input, 'stateMachineArn'));
      const source = optionalText(input, 'definition', { max: 1_048_576 });
      const roleArn = optionalText(input, 'roleArn');
      if (source === undefined && roleArn === undefined) {
        throw new ServiceError(
          'MissingRequiredParameter',
          'Either the definition, the role ARN, or both must be specified',
        );
      }
      const updated = revise(engine, known, source ?? known.source, roleArn ?? known.roleArn);
      return { updateDate: updated.updateDate / 1000, revisionId: updated.revisionId };
    },

    async DescribeStateMachine(input) {
      const machine = findMachine(engine, arn(input, 'stateMachineArn'));
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        type: 'STANDARD',
        definition: machine.source,
        roleArn: machine.roleArn,
        creationDate: machine.creationDate / 1000,
        revisionId: machine.revisionId,
        loggingConfiguration: { level: 'OFF', includeExecutionData: false },
        tracingConfiguration: { enabled: false },
      };
    },
  };
}

/** @throws ServiceError StateMachineDoesNotExist */
export function findMachine(engine: Engine, machineArn: string): MachineRevision {
  const machine = engine.store.machines.get(machineArn);
  if (machine !== undefined) return machine;
  throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
}

/** An update that changes nothing makes no new revision. */
function revise(engine: Engine, known: MachineRevision, source: string, roleArn: string): MachineRevision {
  if (source === known.source && roleArn === known.roleArn) return known;
  const definition = validDefinition(source);
  const revisionId = engine.newId();
  const updated = { ...known, roleArn, source, definition, revisionId, updateDate: engine.now() };
  engine.store.saveMachine(updated);
  return updated;
}

/** Creating the same machine again is no error; AWS compares what was sent. */
function existing(known: MachineRevision, source: string, roleArn: string): object {
  if (known.source === source && known.roleArn === roleArn) {
    return { stateMachineArn: known.arn, creationDate: known.creationDate / 1000 };
  }
  throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${known.arn}'`);
}

function validDefinition(source: string): Definition {
  const definition = parseJson(source);
  const mistakes = definition === undefined ? ['not a JSON text'] : findDefinitionMistakes(definition);
  if (mistakes.length === 0) return definition as unknown as Definition;
  throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${mistakes.join('; ')}'`);
}

function refuseExpress(input: Input): void {
  if (input.type === undefined || input.type === 'STANDARD') return;
  throw new ServiceError('StateMachineTypeNotSupported', 'Only STANDARD state machines are emulated here');
}
