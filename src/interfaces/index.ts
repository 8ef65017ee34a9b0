export * from "./cluster";
export * from "./credentials";
export * from "./delivery";
export * from "./pull-grant";
export * from "./pull-identity";
export * from "./registry";
export * from "./registry-cache";
