/** What Slack documents for messages and dialogs; a block that breaks one is refused with the whole message. */
export const LIMITS = {
  blocks: 50,
  viewBlocks: 100,
  text: 40_000,
  sectionText: 3_000,
  fieldText: 2_000,
  fields: 10,
  headerText: 150,
  buttonText: 75,
  buttonValue: 2_000,
  buttonUrl: 3_000,
  actions: 25,
  id: 255,
  viewTitle: 24,
  metadata: 3_000,
  responses: 5,
  responseMs: 30 * 60_000,
  triggerMs: 3_000,
  answerMs: 3_000,
} as const;

type Value = Readonly<Record<string, unknown>>;

/** One sentence for each thing that is wrong; empty when Slack would take them. */
export function problemsOfBlocks(blocks: unknown, most: number = LIMITS.blocks): string[] {
  if (!Array.isArray(blocks)) return ['blocks: must be a list'];
  const problems = blocks.flatMap((block, index) =>
    problemsOfBlock(asValue(block)).map((problem) => `blocks/${index}: ${problem}`),
  );
  return blocks.length > most ? [...problems, `no more than ${most} blocks are allowed`] : problems;
}

function problemsOfBlock(block: Value): string[] {
  const id = tooLong('block_id', block.block_id, LIMITS.id);
  switch (block.type) {
    case 'header':
      return [...id, ...problemsOfText(block.text, 'plain_text', LIMITS.headerText)];
    case 'section':
      return [...id, ...problemsOfSection(block)];
    case 'actions':
      return [...id, ...problemsOfActions(block)];
    case 'input':
      return [
        ...id,
        ...problemsOfText(block.label, 'plain_text', 2_000),
        ...required('element', block.element),
      ];
    case 'context':
    case 'divider':
      return id;
    default:
      return [`unsupported type: ${String(block.type)}`];
  }
}

function problemsOfSection({ text, fields }: Value): string[] {
  if (text === undefined && fields === undefined) return ['must have text or fields'];
  if (
    fields !== undefined &&
    (!Array.isArray(fields) || fields.length === 0 || fields.length > LIMITS.fields)
  )
    return [`must have 1 to ${LIMITS.fields} fields`];
  return [
    ...(text === undefined ? [] : problemsOfText(text, 'any', LIMITS.sectionText)),
    ...((fields as unknown[] | undefined) ?? []).flatMap((field) =>
      problemsOfText(field, 'any', LIMITS.fieldText),
    ),
  ];
}

function problemsOfActions({ elements }: Value): string[] {
  if (!Array.isArray(elements) || elements.length === 0 || elements.length > LIMITS.actions)
    return [`must have 1 to ${LIMITS.actions} elements`];
  const ids = elements.map((element) => asValue(element).action_id);
  return [
    ...(new Set(ids).size < ids.length ? ['action_id must be unique within the block'] : []),
    ...elements.flatMap((element) => problemsOfButton(asValue(element))),
  ];
}

function problemsOfButton(button: Value): string[] {
  if (button.type !== 'button') return [`unsupported element: ${String(button.type)}`];
  return [
    ...problemsOfText(button.text, 'plain_text', LIMITS.buttonText),
    ...tooLong('action_id', button.action_id, LIMITS.id),
    ...tooLong('value', button.value, LIMITS.buttonValue),
    ...tooLong('url', button.url, LIMITS.buttonUrl),
    ...([undefined, 'primary', 'danger'].includes(button.style as string) ? [] : ['unknown style']),
  ];
}

function problemsOfText(value: unknown, type: 'plain_text' | 'any', most: number): string[] {
  const text = asValue(value);
  const isType = text.type === 'plain_text' || (type === 'any' && text.type === 'mrkdwn');
  if (!isType) return [`text must be ${type === 'any' ? 'plain_text or mrkdwn' : type}`];
  if (typeof text.text !== 'string' || text.text === '') return ['text must be more than 0 characters'];
  return tooLong('text', text.text, most);
}

/** Of the dialog that views.open opens. */
export function problemsOfView(value: unknown): string[] {
  const view = asValue(value);
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => asValue(block).type === 'input');
  return [
    ...(view.type === 'modal' ? [] : ['view: type must be modal']),
    ...problemsOfText(view.title, 'plain_text', LIMITS.viewTitle),
    ...(hasInput ? problemsOfText(view.submit, 'plain_text', LIMITS.viewTitle) : []),
    ...tooLong('private_metadata', view.private_metadata, LIMITS.metadata),
    ...tooLong('callback_id', view.callback_id, LIMITS.id),
    ...problemsOfBlocks(view.blocks, LIMITS.viewBlocks),
  ];
}

const tooLong = (name: string, value: unknown, most: number): string[] =>
  typeof value === 'string' && value.length > most
    ? [`${name}: must be less than ${most + 1} characters`]
    : [];

const required = (name: string, value: unknown): string[] =>
  value === undefined ? [`${name}: is missing`] : [];

export const asValue = (value: unknown): Value =>
  typeof value === 'object' && value !== null ? (value as Value) : {};
