import { CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Mfa, OAuthScope, UserPool, UserPoolClientIdentityProvider } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { TowpathConfig } from '../config.ts';
import type { Names } from '../names.ts';

/** What the page needs to know of the provider, as console/api/assets.ts takes it. */
export interface PageSignIn {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
}

export interface SignInProps {
  readonly config: TowpathConfig;
  readonly names: Names;
  /** Of the page, without a slash at the end. */
  readonly url: string;
}

/** Who lets people in: a Cognito user pool of the stack, an OpenID provider of one's own, or IAM alone. */
export class SignIn extends Construct {
  readonly authorizer: IHttpRouteAuthorizer;
  readonly page: PageSignIn | undefined;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const provider = this.provider(props);
    this.authorizer = provider
      ? new HttpJwtAuthorizer('People', provider.issuer, { jwtAudience: [provider.page.clientId] })
      : new HttpIamAuthorizer();
    this.page = provider?.page;
  }

  private provider(props: SignInProps): { issuer: string; page: PageSignIn } | undefined {
    const { signIn, oidcIssuer, oidcAudience, oidcAuthorizeUrl, oidcTokenUrl } = props.config;
    if (signIn === 'cognito') return this.cognito(props);
    if (signIn === 'none' || !oidcIssuer || !oidcAudience || !oidcAuthorizeUrl || !oidcTokenUrl)
      return undefined;
    const page = { authorizeUrl: oidcAuthorizeUrl, tokenUrl: oidcTokenUrl, clientId: oidcAudience };
    return { issuer: oidcIssuer, page };
  }

  private cognito({ names, url }: SignInProps) {
    const pool = new UserPool(this, 'People', {
      userPoolName: names.of('people'),
      // Whoever is not invited by an administrator does not get in.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'Threat protection asks for the Plus plan, which costs per user; MFA is required instead.',
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG3',
      reason: 'Threat protection asks for the Plus plan, which costs per user; MFA is required instead.',
    });
    const client = pool.addClient('Page', {
      userPoolClientName: names.of('page'),
      generateSecret: false,
      authFlows: {},
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: [`${url}/`],
      },
      idTokenValidity: Duration.hours(8),
      accessTokenValidity: Duration.hours(1),
      preventUserExistenceErrors: true,
    });
    const { account, region, urlSuffix } = Stack.of(this);
    const prefix = names.of(account);
    pool.addDomain('Domain', { cognitoDomain: { domainPrefix: prefix } });
    new CfnOutput(this, 'UserPool', {
      value: pool.userPoolId,
      description: 'Invite people here: docs/deploy.md',
    });
    const login = `https://${prefix}.auth.${region}.amazoncognito.com`;
    return {
      issuer: `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`,
      page: {
        authorizeUrl: `${login}/oauth2/authorize`,
        tokenUrl: `${login}/oauth2/token`,
        clientId: client.userPoolClientId,
      },
    };
  }
}
