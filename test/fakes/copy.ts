/** What a store would give back: other objects, no functions, no undefined members. So no test can pass by aliasing. */
export const copy = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
