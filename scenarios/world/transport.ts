/**
 * Stands in for @smithy/node-http-handler in the bundle of the functions (functions-code.ts): the SDK's clients,
 * serializers, error types and retries are the real ones, and only the socket is left out.
 */

/** As much of the SDK's HTTP request as the AWS JSON protocols need. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type Transport = (request: WireRequest) => Promise<WireResponse>;

/** A parameter of the bundle. */
declare const localTransport: Transport;

export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };

  static create(): NodeHttpHandler {
    return new NodeHttpHandler();
  }

  async handle(request: WireRequest): Promise<{ response: WireResponse }> {
    return { response: await localTransport(request) };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {}
}

export const streamCollector = async (body: Uint8Array): Promise<Uint8Array> => body;
