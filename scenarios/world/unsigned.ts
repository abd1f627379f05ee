/** Stands in for @smithy/signature-v4: no local service reads a signature, and making one costs as much as the request. */
export class SignatureV4 {
  async sign<Request>(request: Request): Promise<Request> {
    return request;
  }
}

/** Asked for by clients of services with endpoints in many regions. */
export const signatureV4aContainer = { SignatureV4a: null };
