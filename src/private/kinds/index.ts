export { type Kind, optional } from "./kind";
export * from "./list";
export * from "./object";
export * from "./props";
export * from "./scalar";
export * from "./text";
