import { App } from "cdktf";
import { SPOKES } from "./contoso";
import { Hub } from "./hub";
import { SpokeCluster } from "./spoke";

const app = new App();
new Hub(app, "hub", SPOKES);
for (const [name, spoke] of Object.entries(SPOKES)) {
  new SpokeCluster(app, name, spoke);
}
app.synth();
