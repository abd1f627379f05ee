import { systemClock } from '../../local/clock.ts';
import { createDynamoDb } from '../../local/services/dynamodb/index.ts';
import { createSqs } from '../../local/services/sqs/index.ts';
import { describeDynamoDbStores } from './dynamodb-stores.ts';
import { type LocalAws, PLACE, startAws } from './local-aws.ts';

describeDynamoDbStores('DynamoDB', async () => {
  let aws: LocalAws | undefined;
  const options = { ...PLACE, clock: systemClock };
  const sqs = createSqs({ ...options, endpoint: () => aws?.url ?? '' });
  aws = await startAws([await createDynamoDb(options), sqs]);
  return aws;
});
