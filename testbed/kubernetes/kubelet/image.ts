/** Where an image is pulled from: the host of its registry, and its name with the host but without tag and digest. */
export interface ImageSource {
  readonly host: string;
  readonly name: string;
}

/** `registry.example/a/b:1` is at `registry.example`. A name without a host belongs to Docker Hub. */
export function sourceOf(image: string): ImageSource {
  const [first] = image.split("/");
  const hasHost = image.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const bare = image.includes("/") ? image : `library/${image}`;
  const full = hasHost ? image : `docker.io/${bare}`;
  const name = full.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return { host: hasHost ? first : "docker.io", name };
}
