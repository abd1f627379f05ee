import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { table as manifest } from '../../functions/manifest.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const keysOf = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => ({
  partitionKey: text(partitionKey),
  sortKey: text(sortKey),
});

/** State and ledger. It outlives the stack, and a slip of the hand. */
export class LedgerTable extends Construct {
  readonly table: Table;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, { tableName }: { readonly tableName: string }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName,
      ...keysOf(manifest),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: manifest.timeToLive,
      stream: StreamViewType[manifest.stream],
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of manifest.indexes)
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        ...keysOf(index),
        projectionType: ProjectionType.ALL,
      });
    if (this.table.tableStreamArn === undefined) throw new Error(`The table ${tableName} has no stream.`);
    this.streamArn = this.table.tableStreamArn;
  }
}
