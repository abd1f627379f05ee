import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../functions/manifest.ts';
import type { TowpathConfig } from '../config.ts';
import { deployedFunctions, type Functions } from './functions.ts';

export interface TowpathApiProps {
  readonly apiName: string;
  readonly config: TowpathConfig;
  readonly functions: Functions;
}

/** Requests per second and at once, per route. A report turned away with 429 is sent again by its agent. */
const THROTTLING = {
  own: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  people: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
} as const satisfies Record<Route['authorization'], object>;

/** What may be known of a request: no header, no query, no body. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
});

/** The routes of the manifest on one HTTP API. */
export class TowpathApi extends Construct {
  readonly url: string;
  readonly apiId: string;

  constructor(scope: Construct, id: string, { apiName, config, functions }: TowpathApiProps) {
    super(scope, id);
    const api = new HttpApi(this, 'Api', { apiName, createDefaultStage: false });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apis/${apiName}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    this.url = api.apiEndpoint;
    this.apiId = api.apiId;
    const settings = deployedFunctions().flatMap(([functionId, { trigger }]) => {
      if (trigger.kind !== 'http') return [];
      const integration = new HttpLambdaIntegration(functionId, functions.get(functionId));
      return trigger.routes.map((route) => {
        // API Gateway refuses settings of a route that is not there yet.
        for (const each of addRoute(api, route, integration)) stage.node.addDependency(each);
        return [`${route.method} ${route.path}`, THROTTLING[route.authorization]];
      });
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(settings);
  }
}

function addRoute(api: HttpApi, route: Route, integration: HttpLambdaIntegration): HttpRoute[] {
  const signed = route.authorization === 'own';
  const routes = api.addRoutes({
    path: route.path,
    methods: [HttpMethod[route.method]],
    integration,
    authorizer: signed ? new HttpNoneAuthorizer() : new HttpIamAuthorizer(),
  });
  if (signed)
    for (const each of routes)
      Validations.of(each).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Agents sign the body with the key of their cluster; the function checks that first.',
      });
  return routes;
}
