import {
  decAnyMetadata,
  type UnifiedMetadata,
  unifyMetadata,
} from "@polkadot-api/substrate-bindings";
import {
  deprecationOf,
  extensionsOf,
  type Field,
  identifier,
  names,
  partOf,
  text,
  unnamed,
  versionOf,
} from "./metadata-parts.ts";

type Pallet = UnifiedMetadata["pallets"][number];
type Item = NonNullable<Pallet["storage"]>["items"][number];
type Entry = UnifiedMetadata["lookup"][number];
type Method = UnifiedMetadata["apis"][number]["methods"][number];
/** An enum as metadata V16 refers to it; the older ones say nothing of deprecation. */
type EnumRef = { type: number; deprecationInfo?: { index: number; deprecation: unknown }[] };

/** Enums of which a network may have a part: those that list what its pallets do. */
const outer = /^node_subtensor_runtime::Runtime/;
const partial = [/::pallet::(Call|Event|Error)$/, outer];
/** Constants whose value is the network's own: its version names itself and lists the APIs that it has. */
const ownValue: ReadonlySet<string> = new Set(["System constant Version"]);

/** Decodes metadata bytes of any version into one form. */
export function readMetadata(bytes: Uint8Array): UnifiedMetadata {
  return unifyMetadata(decAnyMetadata(Uint8Array.from(bytes)));
}

/** Compares what one metadata declares with another that may declare more. Types are compared by structure. */
export class MetadataComparison {
  readonly #ours: UnifiedMetadata;
  readonly #theirs: UnifiedMetadata;
  readonly #seen = new Set<string>();
  readonly differences: string[] = [];

  constructor(ours: UnifiedMetadata, theirs: UnifiedMetadata) {
    this.#ours = ours;
    this.#theirs = theirs;
  }

  /** Every difference of pallets, storage, calls, events, errors, constants, APIs and extensions. */
  run(): string[] {
    for (const pallet of this.#ours.pallets) this.#pallet(pallet);
    for (const api of this.#ours.apis) this.#api(api);
    if (this.#ours.version === 16 && this.#theirs.version === 16) this.#extrinsic();
    this.#extensions();
    return this.differences;
  }

  #note(where: string, ours: unknown, theirs: unknown): void {
    this.differences.push(`${where}: ours ${text(ours)}, finney ${text(theirs)}`);
  }

  #equal(where: string, ours: unknown, theirs: unknown): void {
    if (text(ours) !== text(theirs)) this.#note(where, ours, theirs);
  }

  #pallet(ours: Pallet): void {
    const theirs = this.#theirs.pallets.find((pallet) => pallet.name === ours.name);
    if (!theirs) {
      this.#note(ours.name, "a pallet", "none");
      return;
    }
    this.#equal(`${ours.name} index`, ours.index, theirs.index);
    if (ours.storage)
      this.#equal(`${ours.name} prefix`, ours.storage.prefix, theirs.storage?.prefix);
    for (const item of ours.storage?.items ?? []) this.#item(ours.name, item, theirs);
    for (const kind of ["calls", "events", "errors"] as const) {
      const [our, their] = [ours[kind]?.type, theirs[kind]?.type];
      if (our === undefined) continue;
      if (their === undefined) this.#note(`${ours.name} ${kind}`, "some", "none");
      else this.#type(`${ours.name} ${kind}`, our, their);
      const [ourEnum, theirEnum] = [ours[kind], theirs[kind]];
      if (ourEnum && theirEnum)
        this.#deprecatedCases(`${ours.name} ${kind}`, ourEnum as EnumRef, theirEnum as EnumRef);
    }
    for (const constant of ours.constants) {
      const where = `${ours.name} constant ${constant.name}`;
      const their = theirs.constants.find(({ name }) => name === constant.name);
      if (!their) this.#note(where, "declared", "none");
      else {
        this.#type(where, constant.type, their.type);
        if (!ownValue.has(where)) this.#equal(`${where} value`, constant.value, their.value);
        this.#deprecation(where, constant, their);
      }
    }
    if (this.#ours.version !== 16 || this.#theirs.version !== 16) return;
    this.#deprecation(ours.name, ours, theirs);
    this.#associated(ours, theirs);
    this.#views(ours, theirs);
  }

  /** Whether an item is deprecated and in which words; only metadata V16 says so. */
  #deprecation(where: string, ours: object, theirs: object): void {
    if (this.#ours.version !== 16 || this.#theirs.version !== 16) return;
    this.#equal(`${where} deprecation`, deprecationOf(ours), deprecationOf(theirs));
  }

  /** The deprecated cases of an enum, among those that are here. */
  #deprecatedCases(where: string, ours: EnumRef, theirs: EnumRef): void {
    if (this.#ours.version !== 16 || this.#theirs.version !== 16) return;
    const def = this.#ours.lookup[ours.type]?.def;
    const here = new Set(def?.tag === "variant" ? def.value.map(({ index }) => index) : []);
    const among = ({ deprecationInfo = [] }: EnumRef) =>
      deprecationInfo.filter(({ index }) => here.has(index));
    this.#equal(`${where} deprecated cases`, among(ours), among(theirs));
  }

  /** The types that a pallet's configuration names: all that finney names. */
  #associated(ours: Pallet, theirs: Pallet): void {
    const where = `${ours.name} associated types`;
    this.#equal(where, names(ours.associatedTypes).sort(), names(theirs.associatedTypes).sort());
    for (const type of ours.associatedTypes) {
      const their = theirs.associatedTypes.find(({ name }) => name === type.name);
      if (their) this.#type(`${ours.name} associated type ${type.name}`, type.type, their.type);
    }
  }

  #views(ours: Pallet, theirs: Pallet): void {
    this.#equal(`${ours.name} view functions`, names(ours.viewFns), names(theirs.viewFns));
    for (const view of ours.viewFns) {
      const where = `${ours.name} view ${view.name}`;
      const their = theirs.viewFns.find(({ name }) => name === view.name);
      if (!their) continue;
      this.#equal(`${where} id`, view.id, their.id);
      this.#method(where, view, their);
    }
  }

  /** Versions of transactions and of their extensions, and what a transaction is made of. */
  #extrinsic(): void {
    const [ours, theirs] = [this.#ours.extrinsic, this.#theirs.extrinsic];
    this.#equal("extrinsic versions", ours.version, theirs.version);
    this.#equal(
      "extension versions",
      Object.entries(ours.signedExtensions).map(([version, list]) => [
        version,
        list.map(identifier),
      ]),
      Object.entries(theirs.signedExtensions).map(([version, list]) => [
        version,
        list.map(identifier),
      ]),
    );
    for (const part of ["address", "call", "signature"] as const) {
      const [our, their] = [partOf(ours, part), partOf(theirs, part)];
      if (our === undefined || their === undefined) this.#note(`extrinsic ${part}`, our, their);
      else this.#type(`extrinsic ${part}`, our, their);
    }
  }

  #item(pallet: string, ours: Item, theirs: Pallet): void {
    const where = `${pallet}.${ours.name}`;
    const their = theirs.storage?.items.find((item) => item.name === ours.name);
    if (!their) {
      this.#note(where, "declared", "none");
      return;
    }
    this.#equal(`${where} modifier`, ours.modifier, their.modifier);
    this.#equal(`${where} fallback`, ours.fallback, their.fallback);
    this.#deprecation(where, ours, their);
    if (ours.type.tag === "map" && their.type.tag === "map") {
      const hashers = (item: typeof ours.type) => item.value.hashers.map(({ tag }) => tag);
      this.#equal(`${where} hashers`, hashers(ours.type), hashers(their.type));
      this.#type(`${where} key`, ours.type.value.key, their.type.value.key);
      this.#type(`${where} value`, ours.type.value.value, their.type.value.value);
    } else if (ours.type.tag === "plain" && their.type.tag === "plain") {
      this.#type(`${where} value`, ours.type.value, their.type.value);
    } else {
      this.#note(where, ours.type.tag, their.type.tag);
    }
  }

  #api(ours: UnifiedMetadata["apis"][number]): void {
    const theirs = this.#theirs.apis.find(({ name }) => name === ours.name);
    if (!theirs) {
      this.#note(ours.name, "a runtime API", "none");
      return;
    }
    if (this.#ours.version === 16 && this.#theirs.version === 16)
      this.#equal(`${ours.name} version`, versionOf(ours), versionOf(theirs));
    this.#deprecation(ours.name, ours, theirs);
    for (const method of ours.methods) {
      const where = `${ours.name}.${method.name}`;
      const their = theirs.methods.find(({ name }) => name === method.name);
      if (their) this.#method(where, method, their);
      else this.#note(where, "a method", "none");
    }
  }

  #method(where: string, ours: Method, theirs: Method): void {
    this.#equal(`${where} inputs`, names(ours.inputs), names(theirs.inputs));
    for (const [index, input] of ours.inputs.entries()) {
      const other = theirs.inputs[index];
      if (other) this.#type(`${where} input ${input.name}`, input.type, other.type);
    }
    this.#type(`${where} output`, ours.output, theirs.output);
    this.#deprecation(where, ours, theirs);
  }

  #extensions(): void {
    const [ours, theirs] = [this.#ours.extrinsic, this.#theirs.extrinsic].map(extensionsOf);
    this.#equal("extensions", ours?.map(identifier), theirs?.map(identifier));
    for (const [index, extension] of (ours ?? []).entries()) {
      const other = theirs?.[index];
      if (!other) continue;
      this.#type(`${extension.identifier} extra`, extension.type, other.type);
      this.#type(
        `${extension.identifier} implicit`,
        extension.additionalSigned,
        other.additionalSigned,
      );
    }
  }

  #type(where: string, our: number, their: number): void {
    const pair = `${our}:${their}`;
    if (this.#seen.has(pair)) return;
    this.#seen.add(pair);
    const [ours, theirs] = [this.#ours.lookup[our], this.#theirs.lookup[their]];
    if (!ours || !theirs) {
      this.#note(where, our, their);
      return;
    }
    this.#equal(`${where} path`, ours.path.join("::"), theirs.path.join("::"));
    const inner = ours.path.length > 0 ? `${where} > ${ours.path.at(-1)}` : where;
    this.#definition(inner, ours, theirs);
  }

  #definition(where: string, { def: ours, path }: Entry, { def: theirs }: Entry): void {
    if (ours.tag !== theirs.tag) {
      this.#note(where, ours.tag, theirs.tag);
      return;
    }
    if (ours.tag === "composite" && theirs.tag === "composite") {
      this.#fields(where, ours.value, theirs.value);
    } else if (ours.tag === "variant" && theirs.tag === "variant") {
      const isPartial = partial.some((pattern) => pattern.test(path.join("::")));
      if (!isPartial)
        this.#equal(`${where} cases`, names(ours.value).sort(), names(theirs.value).sort());
      for (const one of ours.value) {
        const other = theirs.value.find(({ name }) => name === one.name);
        if (!other) {
          this.#note(`${where}.${one.name}`, "declared", "none");
          continue;
        }
        this.#equal(`${where}.${one.name} index`, one.index, other.index);
        // What a pallet can do is compared with the pallet, where a difference is easiest to read.
        if (outer.test(path.join("::"))) continue;
        this.#fields(`${where}.${one.name}`, one.fields, other.fields);
      }
    } else if (ours.tag === "array" && theirs.tag === "array") {
      this.#equal(`${where} length`, ours.value.len, theirs.value.len);
      this.#type(where, ours.value.type, theirs.value.type);
    } else if (ours.tag === "tuple" && theirs.tag === "tuple") {
      this.#fields(where, ours.value.map(unnamed), theirs.value.map(unnamed));
    } else if (ours.tag === "primitive" && theirs.tag === "primitive") {
      this.#equal(where, ours.value.tag, theirs.value.tag);
    } else if (
      (ours.tag === "sequence" && theirs.tag === "sequence") ||
      (ours.tag === "compact" && theirs.tag === "compact")
    ) {
      this.#type(where, ours.value, theirs.value as number);
    }
  }

  #fields(where: string, ours: readonly Field[], theirs: readonly Field[]): void {
    this.#equal(`${where} fields`, names(ours), names(theirs));
    for (const [index, field] of ours.entries()) {
      const other = theirs[index];
      if (other) this.#type(`${where}.${field.name ?? index}`, field.type, other.type);
    }
  }
}
