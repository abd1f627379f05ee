import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { actor, sentenceOf } from '../state/api.ts';
import { say } from '../state/notices.ts';
import { knownPerson, person } from '../state/person.ts';
import { type Question, question } from '../state/question.ts';
import { useStore } from '../state/store.ts';
import { Problem } from './bits.tsx';
import { PersonChooser } from './person-chooser.tsx';
import { Sentence } from './time.tsx';

/** The one dialog of the page. It stays as it is while live data change what is behind it. */
export function ReasonDialog({ people }: { people: readonly string[] }) {
  const asked = useStore(question);
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = asked !== undefined;
  // Before the browser paints: an empty dialog would be seen otherwise.
  useLayoutEffect(() => {
    if (isOpen) open(dialog.current);
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="question" onClose={() => question.set(undefined)}>
      {asked !== undefined && <ReasonForm asked={asked} people={people} />}
    </dialog>
  );
}

/** The first thing to fill in has the focus: the reason, once it is known who gives it. */
function open(dialog: HTMLDialogElement | null): void {
  dialog?.showModal();
  const isSomebody = dialog?.querySelector('select')?.value !== '';
  dialog?.querySelector<HTMLElement>(isSomebody ? 'textarea' : 'select')?.focus();
}

function ReasonForm({ asked, people }: { asked: Question; people: readonly string[] }) {
  const [reason, setReason] = useState('');
  const { isBusy, problem, act } = useAct(asked);
  const isSomebody = knownPerson(useStore(person), people) !== undefined;
  const isReady = isSomebody && !isBusy && (!asked.needsReason || reason.trim() !== '');
  const submit = (event: Event) => {
    event.preventDefault();
    if (isReady) void act(reason.trim());
  };
  const submitByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form onSubmit={submit}>
      <h2 id="question">{asked.title}</h2>
      <ul class="lines">
        {asked.facts.map((fact) => (
          <li key={fact}>
            <Sentence text={fact} />
          </li>
        ))}
      </ul>
      <PersonChooser people={people} label="As" />
      <ReasonField isNeeded={asked.needsReason} reason={reason} onInput={setReason} onKeyDown={submitByKey} />
      <div class="answer">
        {problem !== undefined && <Problem text={problem} />}
        {problem === undefined && !isSomebody && <p class="dim">Choose whom to act as.</p>}
      </div>
      <div class="buttons">
        <button type="button" onClick={() => question.set(undefined)}>
          Cancel
        </button>
        <button type="submit" class={asked.isGrave ? 'primary grave' : 'primary'} disabled={!isReady}>
          {asked.verb}
        </button>
      </div>
    </form>
  );
}

interface ReasonFieldProps {
  readonly isNeeded: boolean;
  readonly reason: string;
  readonly onInput: (reason: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function ReasonField({ isNeeded, reason, onInput, onKeyDown }: ReasonFieldProps) {
  const id = useId();
  return (
    <label class="reason" for={id}>
      Reason{isNeeded ? '' : ' (optional)'}
      <textarea
        id={id}
        rows={3}
        required={isNeeded}
        value={reason}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}

function useAct(asked: Question) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const act = async (reason: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await asked.act(actor(), reason);
      say(asked.done);
      question.set(undefined);
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, act };
}
