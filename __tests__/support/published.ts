/** The one sentence on what is published, the same on every page that tells people what to install. */
export const PUBLISHED =
  "Each release publishes `cdktf-acr-aks` and `cdktn-acr-aks` to npm, PyPI, Maven Central, NuGet and as Go modules, and the tools to npm.";
