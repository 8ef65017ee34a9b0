import { App } from "cdktf";
import { rotationOf } from "./rotation";
import { TeamTokens } from "./team-tokens";

// `ROTATION_DATE=2027-01-01 npx cdktf diff` shows what a later deploy will do.
const date = new Date(process.env.ROTATION_DATE ?? Date.now());

const app = new App();
new TeamTokens(app, "team-tokens", rotationOf(date));
app.synth();
