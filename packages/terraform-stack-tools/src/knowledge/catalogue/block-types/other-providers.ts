import type { BlockType } from "../block-type";

/** How the providers of other clouds and services log in: what their own pages name first, read on 2026-11-28. */
const LOGINS: Readonly<Record<string, string>> = {
  auth0: "`AUTH0_DOMAIN`, `AUTH0_CLIENT_ID` and `AUTH0_CLIENT_SECRET`",
  aws:
    "`aws sso login` and `AWS_PROFILE`; in a pipeline with OpenID Connect, `AWS_ROLE_ARN` and " +
    "`AWS_WEB_IDENTITY_TOKEN_FILE`",
  cloudflare: "`CLOUDFLARE_API_TOKEN`",
  datadog: "`DD_API_KEY` and `DD_APP_KEY`",
  digitalocean: "`DIGITALOCEAN_TOKEN`",
  github: "`gh auth login`; in a pipeline, `GITHUB_TOKEN`",
  google:
    "`gcloud auth application-default login`; in a pipeline, workload identity federation by " +
    "`GOOGLE_APPLICATION_CREDENTIALS`",
  mongodbatlas: "`MONGODB_ATLAS_PUBLIC_KEY` and `MONGODB_ATLAS_PRIVATE_KEY`",
  okta: "`OKTA_ORG_NAME`, `OKTA_BASE_URL` and `OKTA_API_TOKEN`",
  tfe: "`terraform login`; in a pipeline, `TFE_TOKEN`",
};

export const OTHER_PROVIDERS: Readonly<Record<string, BlockType>> = Object.fromEntries(
  Object.entries({ ...LOGINS, "google-beta": LOGINS.google }).map(([name, way]) => [
    `provider.${name}`,
    { login: () => way },
  ]),
);
