import { describeSite } from "./browser";

/** What people asked, in the words of their threads, and the pages that answer it. */
const QUESTIONS: readonly (readonly [question: string, ...pages: string[]])[] = [
  // Azure/acr #231
  ["unable to pull image from ACR unauthorized: authentication required", "troubleshooting"],
  // Azure/AKS #4459
  ["failed to fetch anonymous token 401 Unauthorized", "troubleshooting"],
  ["Cannot pull images from ACR in AKS-Automatic", "how-to/azure/aks-automatic"],
  // hashicorp/terraform-provider-azurerm #7923
  ["az aks update --attach-acr in terraform", "how-to/azure/attach-a-registry"],
  // Azure/AKS #2106, #1517
  ["attaching acr should not require Owner permissions", "how-to/azure/custom-roles", "how-to/azure/attach-a-registry"],
  // Azure/acr #427
  ["How to use ACR in AKS from different tenant", "how-to/kubernetes/pull-identity", "how-to/kubernetes/pull-secret"],
  // Azure/AKS #679
  ["External k8s Cluster unable to pull from ACR", "tutorials/outside-azure"],
  // Azure/AKS #5225
  ["Workload Identity for ACR Image Pulls", "how-to/kubernetes/pull-identity"],
  // kubeflow/kubeflow #5062
  [
    "Set ImagePullSecrets for all pods in all namespaces",
    "how-to/kubernetes/pull-policy",
    "how-to/kubernetes/namespaces-by-label",
  ],
  // Azure/acr #412
  ["Repo Scoped Permissions: Token support", "how-to/credentials/registry-tokens"],
  // Azure/acr #809
  ["registry used by multiple teams, RBAC on repositories", "how-to/azure/abac"],
  // Azure/acr #594
  ["Failed image pull from private ACR private endpoint DNS timeout", "how-to/azure/private-endpoint"],
  // Azure/acr #754
  ["Docker Hub too many requests cache rule", "how-to/azure/artifact-cache"],
  // Azure/AKS #3109
  ["401 Unauthorized after 1 year, expired service principal secret", "how-to/credentials/rotate-credentials", "troubleshooting"],
  // Azure/AKS #688, Azure/acr #698
  ["only permit AKS to deploy signed images", "how-to/kubernetes/verify-signatures"],
  // Azure/AKS #424
  ["restrict the cluster to only images hosted on a specific ACR", "how-to/kubernetes/image-policy"],
  // upmc-enterprises/registry-creds #64
  ["Add imagePullSecrets to the default service account", "how-to/kubernetes/service-account"],
  // Azure/acr #625
  ["customers pull images from publisher's ACR", "how-to/credentials/customers"],
  // Azure/AKS #4764
  // Azure/azure-cli #6620
  ["ImagePullBackOff", "troubleshooting"],
  // MicrosoftDocs/azure-docs #88822, hashicorp/terraform-provider-azurerm #12810
  ["update kubernetes secret when acr token expires", "how-to/credentials/rotate-credentials"],
  ["remove acr from aks", "how-to/azure/detach-a-registry"],
  ["disable admin user", "how-to/azure/harden-a-registry"],
  ["move from admin credentials to managed identity", "how-to/azure/attach-a-registry"],
  ["github actions push image to acr oidc", "how-to/azure/people-and-pipelines"],
  // fluxcd/source-controller #898
  ["Helm OCI repository - Failing to get credential from azure", "how-to/credentials/charts"],
  ["kubectl create secret docker-registry --docker-email", "how-to/kubernetes/pull-secret"],
  ["terraform plan as a comment on a pull request", "tools/pull-requests"],
  ["who gets access to the registry in this plan", "tools/review-a-plan"],
];

const RESULTS = "[...document.querySelectorAll('.result')]";

describeSite("the search", (site) => {
  beforeAll(async () => {
    await site.page.goto(site.origin);
    await site.page.waitForFunction("document.querySelector('#app').__vue_app__ !== undefined");
    await site.page.keyboard.press("/");
    await site.page.waitForFunction("document.activeElement.id === 'localsearch-input'");
  });

  test.each(QUESTIONS)("has the page among the first five hits: %s", async (question, ...pages) => {
    await site.page.fill("#localsearch-input", "");
    await site.page.waitForFunction(`${RESULTS}.length === 0`);
    await site.page.fill("#localsearch-input", question);
    await site.page.waitForFunction(`${RESULTS}.length > 0`);
    const hits = await site.page.evaluate<string[]>(`${RESULTS}.slice(0, 5).map(({ href }) => href.split("#")[0])`);
    const isFound = pages.some((page) => hits.includes(`${site.origin}${page}.html`));
    expect({ isFound, hits }).toEqual({ isFound: true, hits });
  });
});

describeSite("the keyboard alone", (site) => {
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await site.page.keyboard.press(key);
    }
  };
  const holds = (code: string) => site.page.waitForFunction(code);

  /** Goes on from one element to the next, as often as a page may ask of somebody. */
  async function tabTo(selector: string): Promise<void> {
    for (let presses = 0; presses < 40; presses++) {
      await press("Tab");
      if (await site.page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) {
        return;
      }
    }
    throw new Error(`no ${selector} within 40 times Tab`);
  }

  async function open(path: string, width: number): Promise<void> {
    await site.page.setViewportSize({ width, height: 844 });
    await site.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await site.page.goto(site.origin + path);
    await holds("document.querySelector('#app').__vue_app__ !== undefined");
  }

  test("skips to the page", async () => {
    await open("errors.html", 1440);
    await press("Tab");
    await holds("document.activeElement.textContent === 'Skip to content'");
    await press("Enter");
    await holds("document.activeElement.id === 'VPContent'");
  });

  test("searches and opens the second hit", async () => {
    await open("errors.html", 1440);
    await tabTo("button.DocSearch");
    await press("Enter");
    await holds("document.activeElement.id === 'localsearch-input'");
    await site.page.keyboard.type("docker hub");
    await holds(`${RESULTS}.length > 1`);
    await press("ArrowDown");
    await holds(`${RESULTS}[1].ariaSelected === "true"`);
    const target = await site.page.evaluate<string>(`${RESULTS}[1].href`);
    await press("Enter");
    await site.page.waitForURL(target);
    await press("/");
    await holds("document.activeElement.id === 'localsearch-input'");
    await press("Escape");
    await holds("document.querySelector('.VPLocalSearchBox') === null");
  });

  test("opens the menu of a phone, a question in it, and a page", async () => {
    await open("index.html", 390);
    await tabTo(".VPLocalNav button.menu");
    await press("Enter");
    await tabTo(".VPSidebarItem > .item[role=button][aria-expanded=false]");
    await press("Enter");
    await holds("document.activeElement.ariaExpanded === 'true'");
    await tabTo(".VPSidebarItem a");
    const target = await site.page.evaluate<string>("document.activeElement.href");
    await press("Enter");
    await site.page.waitForURL(target);
  });

  test("switches between light and dark, which stays", async () => {
    await open("index.html", 1440);
    await tabTo(".VPSwitchAppearance");
    await press("Enter");
    await holds("document.documentElement.classList.contains('dark')");
    await open("errors.html", 1440);
    await holds("document.documentElement.classList.contains('dark')");
  });
});
