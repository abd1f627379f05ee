import { inject, vi } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import { createSqs } from '../../local/services/sqs/index.ts';
import { describeDynamoDbStores } from '../contract/dynamodb-stores.ts';
import { type LocalAws, PLACE, startAws } from '../contract/local-aws.ts';

describeDynamoDbStores("Amazon's DynamoDB Local", async () => {
  let aws: LocalAws | undefined;
  aws = await startAws([createSqs({ ...PLACE, clock: systemClock, endpoint: () => aws?.url ?? '' })]);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', inject('dynamoDbLocal') ?? '');
  return aws;
});
