import { App } from "cdktf";
import fleet from "./fleet.json";
import { PullGrants } from "./pull-grants";

const app = new App();
new PullGrants(app, "pull-grants", fleet);
app.synth();
