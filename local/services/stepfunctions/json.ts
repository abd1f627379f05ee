export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text, or undefined if it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bytes in UTF-8; AWS limits the input and output of a state to 262,144 of them. */
export function byteLength(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

export const PAYLOAD_LIMIT = 262_144;
