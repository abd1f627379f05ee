/** What a store would give back: other objects, no functions, no undefined members. So no test can pass by aliasing. */
export const copy = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);

/** The same, for what is read more often than written: it is handed out as it is, and whoever changes it is stopped. */
export const frozen = <Value>(value: Value): Value =>
  value === undefined
    ? value
    : (JSON.parse(JSON.stringify(value), (_, part: unknown) => Object.freeze(part)) as Value);
