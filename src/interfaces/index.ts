export * from "./azure-cloud";
export * from "./cluster";
export * from "./credentials";
export * from "./delivery";
export * from "./pull-grant";
export * from "./pull-identity";
export * from "./registry";
