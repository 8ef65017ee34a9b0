import { App } from "cdktf";
import { ExistingCluster } from "./existing-cluster";
import { IdentityOutsideAzure } from "./identity-outside-azure";
import { ImagePullSecretStack } from "./image-pull-secret";
import { NewCluster } from "./new-cluster";
import { OutsideAzure } from "./outside-azure";
import { PullGrants } from "./pull-grants";
import { PullPolicy } from "./pull-policy";
import { ServiceAccountStack } from "./service-account";
import { ServiceAccountIdentity } from "./service-account-identity";

export function scenarios(outdir?: string): App {
  const app = new App({ outdir });
  new NewCluster(app, "new-cluster");
  new ExistingCluster(app, "existing-cluster");
  new ImagePullSecretStack(app, "image-pull-secret");
  new ServiceAccountStack(app, "service-account");
  new OutsideAzure(app, "outside-azure");
  new PullGrants(app, "pull-grants");
  new ServiceAccountIdentity(app, "service-account-identity");
  new IdentityOutsideAzure(app, "identity-outside-azure");
  new PullPolicy(app, "pull-policy");
  return app;
}

if (require.main === module) {
  scenarios().synth();
}
