// Patterns as automata, run in one pass: the positions that may have been reached are the bits of a big integer.

import { characters } from "./values.js";

const LONGEST = 2_000;

const mask = (positions) => positions.reduce((all, at) => all | (1n << BigInt(at)), 0n);

export function matcher({ classes, first, follow, last, empty }) {
  const begin = mask(first), end = mask(last), follows = follow.map(mask);
  const taking = new Map(), following = new Map();
  const takers = (character) => remembered(taking, character, () => positionsTaking(classes, character.codePointAt(0)));
  const after = (reached) => remembered(following, reached, () => union(follows, reached));
  return (text) => {
    const listed = characters(text);
    if (!listed.length || listed.length > LONGEST) return empty && !listed.length;
    let reachable = begin, reached = 0n;
    for (const character of listed) {
      reached = reachable & takers(character);
      if (!reached) return false;
      reachable = after(reached);
    }
    return (reached & end) !== 0n;
  };
}

function remembered(known, key, work) {
  if (!known.has(key)) {
    if (known.size > LONGEST) known.clear();
    known.set(key, work());
  }
  return known.get(key);
}

function positionsTaking(classes, point) {
  const takes = (bounds) => bounds.filter((bound) => bound <= point).length % 2 === 1;
  return mask(classes.flatMap((bounds, at) => (takes(bounds) ? [at] : [])));
}

function union(follows, reached) {
  return follows.reduce((all, each, at) => ((reached >> BigInt(at)) & 1n ? all | each : all), 0n);
}
