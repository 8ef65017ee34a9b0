/** A refusal in the words of the token endpoint. */
export class TokenRefusal extends Error {
  constructor(
    public readonly code: number,
    message: string,
    public readonly error = "invalid_client",
  ) {
    super(`AADSTS${code}: ${message}`);
  }
}
