import type { State } from "../../../frame/state.ts";
import { storage } from "../pallet.ts";

/** One symbol a network, by netuid; the first is root's. Source: subnets/symbols.rs. */
const SYMBOLS: readonly string[] = [
  ...("Ταβγδεζηθικλμνξοπρσtυφχψωאבגדהוזחטיךכלםמןנסעףפץצקרשתابتثجحخد" +
    "ذرزسشصضطظعغفقكلمنهويىᚠᚢᚦᚨᚱᚳЫᛉᛒ ᚁᚂᚃᚄᚅ᚛აბგდევԱԲԳԴԵԶ՞ЀЁЂЃЄЅъⲀⲁⲂ" +
    "ⲃⲄⲅ𑀀𑀁𑀂𑀃𑀅නඳපඵබභⰀⰁⰂⰃⰄⰅⰆⰇⰈⰉⰊⰋⰌⰍⰎⰏⰐⰑⰒⰓⰔⰕⰖⰗⰘⰙⰚⰛⰜⰝⰞⰟⰠกขฃคฅฆงจฉชซฌญ" +
    "ฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝ" +
    "ㅞㅟㅠㅡㅢㅣአኡኢኣኤእኦኧወዉዊዋዌውዎኰ኱ኲኳኴኵ኶ጐ጑ጒመጔጕ጖अआइईउऊऋएऐओऔकखगघङचछजझञटठडढ" +
    "णतथदधनपफबभमयरलवशषसहアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリル" +
    "レロワヲンⴰⴱⴲⴳⴴⴵⴶⴷⴸⴹⴺⴻⴼⴽⴾⴿⵀⵁⵂⵃⵄⵅⵆⵇⵈⵉⵊⵋⵌⵍⵎⵏⵐⵑⵒⵓඅආඉඊඋඌඍඎඏඐඑඒඓඔඕඖකඛග" +
    "ඝඞචඡජඣඤටඥඦඩඨඪණඬතථදධ"),
];

/** The symbol of root, and of a network for which none is left. */
const DEFAULT_SYMBOL = "\u03a4";

/** True for one of the chain's symbols, root's excepted, as UTF-8. */
export function isSymbol(symbol: Uint8Array): boolean {
  return SYMBOLS.slice(1).some((known) => Buffer.from(known).equals(symbol));
}

/** True while no network has the symbol. */
export function isFreeSymbol(state: State, symbol: Uint8Array): boolean {
  return storage.TokenSymbol.entries(state).every(
    ([, taken]) => !Buffer.from(taken).equals(symbol),
  );
}

/** UTF-8 of the symbol that a new network gets: its netuid's own, else the first that is free. */
export function nextSymbol(state: State, netuid: number): Uint8Array {
  const decoder = new TextDecoder();
  const taken = new Set(
    storage.TokenSymbol.entries(state).map(([, symbol]) => decoder.decode(symbol)),
  );
  const own = SYMBOLS[netuid] ?? DEFAULT_SYMBOL;
  const symbol = taken.has(own) ? SYMBOLS.slice(1).find((other) => !taken.has(other)) : own;
  return new TextEncoder().encode(symbol ?? DEFAULT_SYMBOL);
}
