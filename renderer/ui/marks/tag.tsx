import classes from "./tag.module.css";

/** A word about a thing that is no state of it: "Recommended", "Added by you". */
export function Tag({ children }: { readonly children: string }) {
  return <span className={classes.tag}>{children}</span>;
}
