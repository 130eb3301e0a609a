import {
  decAnyMetadata,
  type UnifiedMetadata,
  unifyMetadata,
} from "@polkadot-api/substrate-bindings";

type Pallet = UnifiedMetadata["pallets"][number];
type Item = NonNullable<Pallet["storage"]>["items"][number];
type Entry = UnifiedMetadata["lookup"][number];
type Field = { name: string | undefined; type: number };

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
    }
    for (const constant of ours.constants) {
      const where = `${ours.name} constant ${constant.name}`;
      const their = theirs.constants.find(({ name }) => name === constant.name);
      if (!their) this.#note(where, "declared", "none");
      else {
        this.#type(where, constant.type, their.type);
        if (!ownValue.has(where)) this.#equal(`${where} value`, constant.value, their.value);
      }
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
    for (const method of ours.methods) {
      const where = `${ours.name}.${method.name}`;
      const their = theirs.methods.find(({ name }) => name === method.name);
      if (!their) {
        this.#note(where, "a method", "none");
        continue;
      }
      this.#equal(`${where} inputs`, names(method.inputs), names(their.inputs));
      for (const [index, input] of method.inputs.entries()) {
        const other = their.inputs[index];
        if (other) this.#type(`${where} input ${input.name}`, input.type, other.type);
      }
      this.#type(`${where} output`, method.output, their.output);
    }
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

interface Extension {
  identifier: string;
  type: number;
  additionalSigned: number;
}

/** The extensions of version-4 transactions, whichever metadata version they were read from. */
function extensionsOf(extrinsic: UnifiedMetadata["extrinsic"]): readonly Extension[] {
  return Object.values(extrinsic.signedExtensions)[0] ?? [];
}

function identifier(extension: Extension): string {
  return extension.identifier;
}

function unnamed(type: number): Field {
  return { name: undefined, type };
}

function names(list: readonly { name?: string | undefined }[]): string[] {
  return list.map(({ name }) => name ?? "_");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
