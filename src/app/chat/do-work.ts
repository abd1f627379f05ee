import type { ChatWork } from '../../ports/chat.ts';
import { type ActPorts, commandByChat, voteByChat } from './act-by-chat.ts';
import { recordRefusedRequest } from './note-refused-request.ts';
import { type ShowPorts, showPromotion } from './show-promotion.ts';
import { tellNews } from './tell-news.ts';

/** One piece of work from the queue; it may come twice. What throws comes again. */
export async function doChatWork(ports: ActPorts & ShowPorts, work: ChatWork, page: string): Promise<void> {
  switch (work.kind) {
    case 'promotion':
      await showPromotion(ports, { promotion: work.promotion, page });
      return;
    case 'news':
      return tellNews(ports, work, page);
    case 'vote':
      return voteByChat(ports, work);
    case 'command':
      return commandByChat(ports, work);
    case 'refused-request':
      return recordRefusedRequest(ports, work);
  }
}
