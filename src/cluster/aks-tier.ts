/** What AKS promises, and costs: Azure, "Free, Standard, and Premium pricing tiers for AKS cluster management". */
export enum AksTier {
  /** No uptime SLA. For trials. */
  FREE = "Free",

  /** With an uptime SLA, which Azure recommends for production. */
  STANDARD = "Standard",

  /** As STANDARD, with long-term support of Kubernetes versions. */
  PREMIUM = "Premium",
}
