import { App } from "cdktf";
import { K3sPull } from "./k3s-pull";

const app = new App();
new K3sPull(app, "k3s-pull");
app.synth();
