import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../functions/manifest.ts';
import { ENV } from '../../src/contract.ts';
import type { TowpathConfig } from '../config.ts';
import type { Names } from '../names.ts';
import { deployedFunctions, type Functions } from './functions.ts';
import { SignIn } from './sign-in.ts';

export interface TowpathApiProps {
  readonly names: Names;
  readonly config: TowpathConfig;
}

/** Requests per second and at once, per route. A report turned away with 429 is sent again by its agent. */
const THROTTLING = {
  own: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  people: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
  callers: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
  open: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
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
  private readonly api: HttpApi;
  private readonly stage: HttpStage;
  private readonly props: TowpathApiProps;

  constructor(scope: Construct, id: string, props: TowpathApiProps) {
    super(scope, id);
    this.props = props;
    const { names, config } = props;
    const api = new HttpApi(this, 'Api', { apiName: names.api, createDefaultStage: false });
    this.api = api;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apis/${names.api}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
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
  }

  /** Apart from the rest, because the functions are told the address. */
  serve(functions: Functions): void {
    const { api, stage, props, url } = this;
    const signIn = new SignIn(this, 'SignIn', { ...props, url });
    if (signIn.page)
      functions.get('serve-console').addEnvironment(ENV.signIn, Stack.of(this).toJsonString(signIn.page));
    const authorizers = {
      own: new HttpNoneAuthorizer(),
      open: new HttpNoneAuthorizer(),
      callers: new HttpIamAuthorizer(),
      people: signIn.authorizer,
    };
    const settings = deployedFunctions(props.config).flatMap(([functionId, { trigger }]) => {
      if (trigger.kind !== 'http') return [];
      const integration = new HttpLambdaIntegration(functionId, functions.get(functionId));
      return trigger.routes.map((route) => {
        // API Gateway refuses settings of a route that is not there yet.
        for (const each of addRoute(api, route, integration, authorizers)) stage.node.addDependency(each);
        return [`${route.method} ${route.path}`, THROTTLING[route.authorization]];
      });
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(settings);
  }
}

type Authorizers = Readonly<Record<Route['authorization'], IHttpRouteAuthorizer>>;

/** Why a route needs no authorizer. */
const WITHOUT_AUTHORIZER: Readonly<Partial<Record<Route['authorization'], string>>> = {
  own: 'Agents sign the body with the key of their cluster, and Slack with its own; the function checks that first.',
  open: 'The page itself: script, style and where to sign in. Nothing of it is secret, and the API is behind authorizers.',
};

function addRoute(
  api: HttpApi,
  route: Route,
  integration: HttpLambdaIntegration,
  authorizers: Authorizers,
): HttpRoute[] {
  const routes = api.addRoutes({
    path: route.path,
    methods: [HttpMethod[route.method]],
    integration,
    authorizer: authorizers[route.authorization],
  });
  const reason = WITHOUT_AUTHORIZER[route.authorization];
  if (reason !== undefined)
    for (const each of routes) Validations.of(each).acknowledge({ id: 'AwsSolutions-APIG4', reason });
  return routes;
}
