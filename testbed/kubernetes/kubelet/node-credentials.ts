/**
 * How long cloud-provider-azure lets the kubelet keep a credential: 60 minutes in 1.36 and in 1.34 since 1.34.7, 5 minutes in
 * others. Source: its "azure_credentials.go"; Kubernetes, "Kubelet CredentialProvider (v1)". Read on 2026-11-28.
 */
const CACHE_MINUTES = 60;

interface Kept {
  readonly credential: string;
  readonly until: number;
}

/**
 * What the credential provider of a node answers, kept as a kubelet keeps it: in memory, by registry and, where it sends
 * tokens of service accounts, by account. A new pod, and a restarted one, gets what is kept.
 */
export class NodeCredentials {
  private readonly kept = new Map<string, Kept>();

  /** @param provider gives `user:password` for a registry */
  constructor(
    private readonly provider: (account: string) => string,
    private readonly minutes = CACHE_MINUTES,
  ) {}

  public of(host: string, account = ""): string {
    const key = `${host} ${account}`;
    const kept = this.kept.get(key);
    if (kept && Date.now() < kept.until) {
      return kept.credential;
    }
    const credential = this.provider(account);
    this.kept.set(key, { credential, until: Date.now() + this.minutes * 60_000 });
    return credential;
  }

  /** The kubelet restarts, or the node is replaced. */
  public restart(): void {
    this.kept.clear();
  }
}
