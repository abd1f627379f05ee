/** The keywords of JSON Schema that the generated schemas use. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema | false>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** Path and keyword of everything in `value` that the schema refuses. */
export function violations(schema: JsonSchema | false, value: unknown, path = ''): string[] {
  if (schema === false) return [`${path}: false`];
  const refused = (keyword: string, when: boolean) => (when ? [`${path}: ${keyword}`] : []);
  const types = [schema.type ?? []].flat();
  const hasType = types.includes(typeName(value)) || (types.includes('integer') && Number.isInteger(value));
  if (types.length > 0 && !hasType) return refused('type', true);
  const matched = (options: JsonSchema[]) =>
    options.filter((option) => violations(option, value).length === 0).length;
  return [
    ...refused('anyOf', schema.anyOf !== undefined && matched(schema.anyOf) === 0),
    ...refused('oneOf', schema.oneOf !== undefined && matched(schema.oneOf) !== 1),
    ...refused('const', schema.const !== undefined && schema.const !== value),
    ...refused('enum', schema.enum?.includes(value) === false),
    ...(typeof value === 'string' ? textViolations(schema, value).flatMap((one) => refused(one, true)) : []),
    ...refused('minimum', typeof value === 'number' && value < (schema.minimum ?? value)),
    ...(Array.isArray(value) ? listViolations(schema, value, path) : []),
    ...(isMap(value) ? mapViolations(schema, value, path) : []),
  ];
}

function textViolations({ pattern, maxLength = Infinity }: JsonSchema, value: string): string[] {
  const matches = pattern === undefined || new RegExp(pattern, 'u').test(value);
  return [...(matches ? [] : ['pattern']), ...(value.length > maxLength ? ['maxLength'] : [])];
}

function listViolations(
  { minItems = 0, maxItems = Infinity, items = {} }: JsonSchema,
  value: unknown[],
  path: string,
) {
  const counted = value.length < minItems || value.length > maxItems ? [`${path}: items`] : [];
  return [...counted, ...value.flatMap((item, index) => violations(items, item, `${path}/${index}`))];
}

function mapViolations(schema: JsonSchema, value: Record<string, unknown>, path: string): string[] {
  const { properties = {}, required = [], additionalProperties = true, minProperties = 0 } = schema;
  const others = Object.keys(value).filter((key) => !(key in properties));
  return [
    ...required.filter((key) => !(key in value)).map((key) => `${path}: required ${key}`),
    ...(additionalProperties === false ? others.map((key) => `${path}: additionalProperties ${key}`) : []),
    ...(Object.keys(value).length < minProperties ? [`${path}: minProperties`] : []),
    ...Object.entries(properties).flatMap(([key, inner]) =>
      key in value ? violations(inner, value[key], `${path}/${key}`) : [],
    ),
    ...(typeof additionalProperties === 'object'
      ? others.flatMap((key) => violations(additionalProperties, value[key], `${path}/${key}`))
      : []),
  ];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
