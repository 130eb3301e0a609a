import source from "../../../resources/icons/hearth.svg";

/** Hearth's mark. Decorative: its name is always written beside it. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return <img src={source} width={size} height={size} alt="" />;
}
