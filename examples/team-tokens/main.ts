import { App } from "cdktf";
import { rotationOf } from "./rotation";
import { TeamTokens } from "./team-tokens";

const app = new App();
new TeamTokens(app, "team-tokens", rotationOf(new Date()));
app.synth();
