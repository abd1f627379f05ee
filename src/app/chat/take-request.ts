import type { ChatRequest } from '../../ports/chat.ts';
import type { Using } from '../ports.ts';

/**
 * What is done before the answer, which is due within three seconds: the request is noted as seen, and its work handed
 * to the queue. Only the question for a reason is asked at once, because a trigger is good for three seconds, too.
 */
export async function takeChatRequest(
  ports: Using<'chat' | 'chatMemory' | 'chatQueue'>,
  request: ChatRequest,
): Promise<'taken' | 'replayed'> {
  const { identity, request: id } = request;
  const group = `${identity.team}/${identity.user}`;
  if (await ports.chatMemory.isFirst(id)) {
    if (request.kind === 'ask-reason')
      await ports.chat.askReason(request.trigger, request.ballot, request.reply);
    else await ports.chatQueue.send(request, { group, id });
    return 'taken';
  }
  if (request.kind === 'vote')
    await ports.chatQueue.send({ ...request, replayed: true }, { group, id: `replayed ${id}` });
  return 'replayed';
}
