/** What the pages of the local cloud do alike. No framework: what they show are stand-ins. */

export const find = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Says what went wrong, or that nothing did. */
export function fail(message) {
  find('failure').textContent = message ?? '';
  find('failure').hidden = !message;
}

/** Keeps the token of the link in this tab, under `key`, and gives what asks the server with it. */
export function connect(key) {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(key, given);
    history.replaceState(null, '', location.pathname);
  }
  return async (path, body) => {
    const response = await fetch(path, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${sessionStorage.getItem(key) ?? ''}` },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message ?? `HTTP ${response.status}`);
    return answer;
  };
}

/** Refreshes for as long as the page is open. That it could not is forgotten once it can, what an act failed with is not. */
export async function watch(refresh, everyMs, wasLost = false) {
  let isLost = false;
  try {
    await refresh();
    if (wasLost) fail();
  } catch (error) {
    fail(error.message);
    isLost = true;
  }
  setTimeout(() => watch(refresh, everyMs, isLost), everyMs);
}
