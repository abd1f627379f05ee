/** Names of queues as the outside knows them. */
export interface SqsPlace {
  readonly region: string;
  readonly accountId: string;
  arn(queue: string): string;
  url(queue: string): string;
}

export interface SqsPlaceOptions {
  readonly region: string;
  readonly accountId: string;
  /** Where the service listens, asked for when needed: an SDK client sends its requests to the queue's URL. */
  readonly endpoint: () => string;
}

export function sqsPlace({ region, accountId, endpoint }: SqsPlaceOptions): SqsPlace {
  return {
    region,
    accountId,
    arn: (queue) => `arn:aws:sqs:${region}:${accountId}:${queue}`,
    url: (queue) => `${endpoint()}/${accountId}/${queue}`,
  };
}

export function queueNameOfUrl(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
