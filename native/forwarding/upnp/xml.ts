import sax from "sax";
import { RouterTrouble } from "../router-port.ts";

/** One element: its name without the prefix, its own text, its children. Attributes are not needed. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: Open[];
}

const MAXIMUM_DEPTH = 32;
const MAXIMUM_ELEMENTS = 4_000;

/** Reads a router's document. Throws RouterTrouble "nonsense" for what is no XML, is too deep or has too many elements. */
export function parseXml(text: string): XmlElement {
  const parser = sax.parser(true, { trim: true });
  const top: Open = { name: "", text: "", children: [] };
  const path = [top];
  let elements = 0;
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name }) => {
    elements += 1;
    if (path.length > MAXIMUM_DEPTH || elements > MAXIMUM_ELEMENTS) throw new Error("too large");
    const element: Open = { name: name.slice(name.indexOf(":") + 1), text: "", children: [] };
    path.at(-1)?.children.push(element);
    path.push(element);
  };
  const onText = (value: string): void => {
    const element = path.at(-1);
    if (element) element.text += value;
  };
  parser.ontext = onText;
  parser.oncdata = onText;
  parser.onclosetag = () => {
    path.pop();
  };
  try {
    parser.write(text).close();
  } catch (error) {
    throw new RouterTrouble("nonsense", "no readable XML", { cause: error });
  }
  const [root] = top.children;
  if (root === undefined) throw new RouterTrouble("nonsense", "an empty document");
  return root;
}

/** The first element of this name, at any depth, the element itself included. */
export function findElement(element: XmlElement, name: string): XmlElement | undefined {
  if (element.name === name) return element;
  for (const child of element.children) {
    const found = findElement(child, name);
    if (found) return found;
  }
  return undefined;
}

/** All elements of this name, at any depth. */
export function findElements(element: XmlElement, name: string): readonly XmlElement[] {
  const own = element.name === name ? [element] : [];
  return [...own, ...element.children.flatMap((child) => findElements(child, name))];
}

/** The text of the first direct child of this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

/** A value as text of an element. */
export function escapeXml(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
