import { App } from "cdktf";
import { OneCluster } from "./one-cluster";

const app = new App();
new OneCluster(app, "one-cluster");
app.synth();
