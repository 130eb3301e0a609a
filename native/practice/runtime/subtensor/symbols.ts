import type { State } from "../../frame/state.ts";
import { storage } from "./pallet.ts";

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
