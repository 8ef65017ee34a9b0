import { App } from "cdktf";
import { ExistingCluster } from "../../stacks/existing-cluster";
import { ImagePullSecretStack } from "../../stacks/image-pull-secret";
import { EveryConstruct } from "./every-construct";

const app = new App();
new ExistingCluster(app, "existing-cluster");
new ImagePullSecretStack(app, "image-pull-secret");
new EveryConstruct(app, "every-construct");
app.synth();
