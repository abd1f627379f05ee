import { LIMITS } from './limits.ts';

interface Trigger {
  readonly user: string;
  readonly until: number;
  isUsed: boolean;
}

interface Response {
  readonly channel: string;
  readonly user: string;
  readonly until: number;
  uses: number;
}

/** The short-lived rights that come with what a person does: to open a dialog, and to answer without a token. */
export interface Tickets {
  newTrigger(user: string): string;
  useTrigger(
    id: string,
  ): { user: string } | 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';
  newResponse(channel: string, user: string): string;
  useResponse(id: string): { channel: string; user: string } | 'used_url' | 'expired_url';
}

export function createTickets(now: () => number, newId: () => string): Tickets {
  const triggers = new Map<string, Trigger>();
  const responses = new Map<string, Response>();
  return {
    newTrigger(user) {
      const id = newId();
      triggers.set(id, { user, until: now() + LIMITS.triggerMs, isUsed: false });
      return id;
    },
    useTrigger(id) {
      const trigger = triggers.get(id);
      if (trigger === undefined) return 'invalid_trigger_id';
      if (trigger.isUsed) return 'exchanged_trigger_id';
      if (now() > trigger.until) return 'expired_trigger_id';
      trigger.isUsed = true;
      return trigger;
    },
    newResponse(channel, user) {
      const id = newId();
      responses.set(id, { channel, user, until: now() + LIMITS.responseMs, uses: 0 });
      return id;
    },
    useResponse(id) {
      const response = responses.get(id);
      if (response === undefined || now() > response.until) return 'expired_url';
      if (response.uses >= LIMITS.responses) return 'used_url';
      response.uses += 1;
      return response;
    },
  };
}
