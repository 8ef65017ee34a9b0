import { App } from "cdktf";
import { K3sPull } from "./k3s-pull";
import { K3sToken } from "./k3s-token";
import { rotationOf } from "./rotation";

// `ROTATION_DATE=2027-01-01 npx cdktf diff k3s-token` shows what a later deploy will do.
const rotation = rotationOf(new Date(process.env.ROTATION_DATE ?? Date.now()));

const app = new App();
new K3sToken(app, "k3s-token", rotation);
new K3sPull(app, "k3s-pull", rotation);
app.synth();
