/** The parts of a container image's name that tell versions apart. A port in the registry is no tag. */
export const parseImage = (image: string): { readonly tag?: string; readonly digest?: string } => {
  const parts =
    /^(?:[^@]*\/)?[^@/:]+(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/.exec(
      image,
    )?.groups;
  return {
    ...(parts?.['tag'] === undefined ? {} : { tag: parts['tag'] }),
    ...(parts?.['digest'] === undefined ? {} : { digest: parts['digest'] }),
  };
};
