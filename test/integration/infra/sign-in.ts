import { describe, expect, it } from 'vitest';
import { functionsOf, ofType, onlyOne, plain, synthesize, type Template } from './template.ts';

const OIDC = {
  'towpath:signIn': 'oidc',
  'towpath:oidcIssuer': 'https://login.example.com',
  'towpath:oidcAudience': 'towpath-page',
  'towpath:oidcAuthorizeUrl': 'https://login.example.com/authorize',
  'towpath:oidcTokenUrl': 'https://login.example.com/token',
};
const authorizationOf = (template: Template, key: string) =>
  ofType(template, 'AWS::ApiGatewayV2::Route').find(([, { Properties }]) => Properties.RouteKey === key)![1]
    .Properties;
const pageOf = (template: Template) =>
  functionsOf(template).get('serve-console')!.properties.Environment.Variables.TOWPATH_SIGN_IN;

describe('with a provider of one’s own', () => {
  it('its tokens for the page open the API, and nothing else does but IAM', () => {
    const template = synthesize({ context: OIDC });
    const [authorizer, { Properties }] = onlyOne(template, 'AWS::ApiGatewayV2::Authorizer');
    expect(Properties).toMatchObject({
      AuthorizerType: 'JWT',
      JwtConfiguration: { Audience: ['towpath-page'], Issuer: 'https://login.example.com' },
    });
    expect(authorizationOf(template, 'ANY /api/{proxy+}')).toMatchObject({
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: authorizer },
    });
    expect(authorizationOf(template, 'ANY /iam/api/{proxy+}').AuthorizationType).toBe('AWS_IAM');
    expect(JSON.parse(pageOf(template))).toEqual({
      authorizeUrl: 'https://login.example.com/authorize',
      tokenUrl: 'https://login.example.com/token',
      clientId: 'towpath-page',
    });
    expect(ofType(template, 'AWS::Cognito::UserPool')).toEqual([]);
  });
});

describe('with Cognito', () => {
  it('people are invited, use a second factor, and come in with a code for the page alone', () => {
    const template = synthesize({ context: { 'towpath:signIn': 'cognito' } });
    const [, pool] = onlyOne(template, 'AWS::Cognito::UserPool');
    expect(pool).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        MfaConfiguration: 'ON',
        EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
        DeletionProtection: 'ACTIVE',
      },
    });
    const [client, { Properties }] = onlyOne(template, 'AWS::Cognito::UserPoolClient');
    expect(Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(Properties.CallbackURLs).toHaveLength(1);
    const [, authorizer] = onlyOne(template, 'AWS::ApiGatewayV2::Authorizer');
    expect(authorizer.Properties.JwtConfiguration.Audience).toEqual([{ Ref: client }]);
    expect(plain(pageOf(template))).toContain(`<${client}>`);
  });
});
