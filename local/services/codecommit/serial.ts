export type Serial = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Runs what it is given one after another, in the order given; one failure does not stop the next. */
export function serial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
