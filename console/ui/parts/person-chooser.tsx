import { useId } from 'preact/hooks';
import { actAs, knownPerson, person } from '../state/person.ts';
import { session } from '../state/session.ts';
import { useStore } from '../state/store.ts';

/** Whom to act as. Only a local installation lets the reader choose; elsewhere the sign-in says who it is. */
export function PersonChooser({ people, label }: { people: readonly string[]; label: string }) {
  const id = useId();
  const chosen = knownPerson(useStore(person), people);
  if (useStore(session).isSignedIn)
    return (
      <div class="person">
        {label} {chosen ?? 'nobody: ask for your name in .towpath/settings.yaml'}
      </div>
    );
  return (
    <div class="person">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={chosen ?? ''}
        onChange={({ currentTarget }) => actAs(currentTarget.value || undefined, sessionStorage)}
      >
        <option value="">nobody</option>
        {people.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
