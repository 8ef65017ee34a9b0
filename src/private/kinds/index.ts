export * from "./interface";
export { type Kind, optional } from "./kind";
export * from "./list";
export * from "./props";
export { provider } from "./provider";
export * from "./scalar";
export * from "./text";
