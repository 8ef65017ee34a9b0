export * from "./interface";
export { type Kind, optional } from "./kind";
export * from "./list";
export * from "./props";
export { provider, resource } from "./provider";
export * from "./scalar";
export * from "./text";
