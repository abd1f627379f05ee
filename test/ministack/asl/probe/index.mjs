/** What the tasks of the small machines invoke, on MiniStack as a Lambda and beside our interpreter in process. */
export async function handler({ act, value, url, token }) {
  if (act === 'throw') throw Object.assign(new Error(value), { name: 'ProbeError' });
  if (act === 'tell') await fetch(url, { method: 'POST', body: JSON.stringify({ token, answer: value }) });
  return value ?? null;
}
