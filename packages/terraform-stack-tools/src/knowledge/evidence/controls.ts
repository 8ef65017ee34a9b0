/** What somebody demands, and whether a plan can say that it is so. */
export interface Control {
  readonly id: string;
  /** Who demands it, with the version. */
  readonly source: string;
  readonly title: string;
  /** What each answer is about. */
  readonly subject: "cluster" | "registry" | "none";
  readonly answered: "yes" | "in part" | "no";
  /** What is looked at, and what is not. */
  readonly how: string;
  /** The controls of Microsoft cloud security benchmark to which Azure maps the policy that checks this. */
  readonly benchmark?: string;
}

/**
 * kube-bench, "cfg/aks-1.8/managedservices.yaml", read on 2026-11-28: the recommendations on images, with their numbers and titles, all of
 * them assessed by hand. They have them in the versions 1.0, 1.7 and 1.8 alike.
 */
const CIS = "CIS Azure Kubernetes Service (AKS) Benchmark 1.8";

/**
 * Azure, "Azure Policy built-in definitions for Azure Container Registry", read on 2026-11-28. Which controls of its benchmark a policy stands
 * for is in the initiative: Azure, "Microsoft cloud security benchmark", read on 2026-11-28.
 */
const POLICY = "Azure Policy, built-in definition";

/** In the order in which a report tells them. Ids are contracts: people file by them. */
export const CONTROLS = [
  {
    id: "cis-aks-5.1.1",
    source: CIS,
    title:
      "Ensure Image Vulnerability Scanning using Microsoft Defender for Cloud (MDC) image scanning or a third party provider",
    subject: "none",
    answered: "no",
    how: "A plan does not show whether images are scanned. Azure's policy 090c7b07-b4ed-4561-ad20-e9075f3ccaff evaluates the results of scans.",
    benchmark: "PV-6 and DS-6, by policy 090c7b07-b4ed-4561-ad20-e9075f3ccaff",
  },
  {
    id: "cis-aks-5.1.2",
    source: CIS,
    title: "Minimize user access to Azure Container Registry (ACR)",
    subject: "registry",
    answered: "in part",
    how: "Lists everybody to whom these plans give access to the registry. People decide whether that is the minimum: with --expect, met and not met compare it with the agreed access; without it, somebody must judge the rows.",
  },
  {
    id: "cis-aks-5.1.3",
    source: CIS,
    title: "Minimize cluster access to read-only for Azure Container Registry (ACR)",
    subject: "cluster",
    answered: "yes",
    how: "The rights of the cluster's kubelet identity, of its control plane, and of its pods through federated credentials and pull secrets: met if none goes beyond pull. What they get as members of groups is unknown here.",
  },
  {
    id: "cis-aks-5.1.4",
    source: CIS,
    title: "Minimize Container Registries to only those approved",
    subject: "none",
    answered: "no",
    how: "An admission policy decides which images a cluster accepts; a plan does not show it. Azure's policy febd0533-8e55-448f-b837-bd0e06f16469 restricts them.",
    benchmark: "PV-2, by policy febd0533-8e55-448f-b837-bd0e06f16469",
  },
  {
    id: "azure-policy-dc921057",
    source: `${POLICY} dc921057-6b28-4fbe-9b83-f7bec05db6c2, version 1.0.1`,
    title: "Container registries should have local admin account disabled.",
    subject: "registry",
    answered: "yes",
    how: "The argument of each registry that these plans manage or read.",
  },
  {
    id: "azure-policy-9f2dea28",
    source: `${POLICY} 9f2dea28-e834-476c-99c5-3507b4728395, version 1.0.0`,
    title: "Container registries should have anonymous authentication disabled.",
    subject: "registry",
    answered: "yes",
    how: "The argument of each registry that these plans manage.",
  },
  {
    id: "azure-policy-ff05e24e",
    source: `${POLICY} ff05e24e-195c-447e-b322-5e90c9f9f366, version 1.0.0`,
    title: "Container registries should have repository scoped access token disabled.",
    subject: "registry",
    answered: "in part",
    how: "The enabled tokens in these plans. Without one, the answer is unknown, since tokens may be created elsewhere.",
  },
  {
    id: "azure-policy-0fdf0491",
    source: `${POLICY} 0fdf0491-d080-4575-b627-ad0e843cba0f, version 1.0.0`,
    title: "Public network access should be disabled for Container registries",
    subject: "registry",
    answered: "yes",
    how: "The argument of each registry that these plans manage.",
  },
] as const satisfies readonly Control[];

export type ControlId = (typeof CONTROLS)[number]["id"];

/** What evidence of a plan does not prove, in sentences. */
export const LIMITS: readonly string[] = [
  "It covers what these plans show, as if they were applied. It does not cover access that is granted by hand, in other states, or at scopes above those that these plans read.",
  "It does not prove that a plan was applied, or that nothing has changed since. A later plan without changes does.",
  "It is no certificate, and does not replace the benchmark, whose recommendations on images are assessed manually.",
  "The digests identify the plans that were evaluated. They do not prove who made them: sign the files, or have a pipeline attest them.",
  "Unknown does not mean met: the named rows are those that a plan does not show in full.",
];
