import { isAlias, isNode } from 'yaml';
import { EditRefusedError } from './errors.ts';
import { isBlockScalar, spanOf } from './nodes.ts';
import type { YamlText } from './yaml-text.ts';

/** Refuses a node that stands for others too, or that is written in a way which no splice can follow. */
export function requireSole(file: YamlText, node: unknown, what: string): void {
  const refuse = (message: string) => new EditRefusedError(file, spanOf(node)[0], `${what} ${message}`);
  if (isAlias(node))
    throw refuse(`is an alias (*${node.source}): to change it is to change others. Write it out in full.`);
  if (!isNode(node)) return;
  if (file.aliased.has(node))
    throw refuse(`is repeated elsewhere (*${node.anchor}) and would change there too. Write it out there.`);
  if (node.tag !== undefined) throw refuse(`has a YAML tag (${node.tag}). Remove the tag.`);
  if (isBlockScalar(node)) throw refuse('is a block scalar. Write it on one line.');
}
