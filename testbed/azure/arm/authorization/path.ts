/** Something of Microsoft.Authorization, which is at any scope. */
export interface AuthorizationPath {
  /** Empty for the tenant. */
  readonly scope: string;
  readonly kind: string;
  readonly name?: string;
}

/** `/subscriptions/<id>` of a scope; empty for the tenant. */
export function subscriptionOf(scope: string): string {
  return /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
}
