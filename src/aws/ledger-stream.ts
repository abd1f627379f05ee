import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';

/** A row of the table out of a change record. A record without the new row gives one without data. */
export function streamedRow({ dynamodb: change = {} }: DynamoDBRecord) {
  // @types/aws-lambda and the SDK describe the same JSON with different types.
  const { pk, sk, data } = unmarshall((change.NewImage ?? {}) as Record<string, AttributeValue>);
  return { position: change.SequenceNumber ?? '', key: `${pk} ${sk}`, data: data as unknown };
}
