// Files: what is known of an upload, and what is asked of it. A live value is a list of `[name, size]`.

import { multiply } from "./arithmetic.js";
import { SAFE, exact, order } from "./decimal.js";
import { Refused, characters, isEmpty, isObject, isStorable } from "./values.js";

const MEMBERS = ["name", "size", "mime_type", "stored_file_id"];
const LONGEST = 255;
const MOST = 100;
const MEGABYTE = 1024 * 1024;
const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

function described(value) {
  if (!isObject(value) || Object.keys(value).length !== MEMBERS.length || !MEMBERS.every((each) => Object.hasOwn(value, each))) {
    throw new Refused("wrong_type");
  }
  const { size } = value, isText = (text) => typeof text === "string" && !isEmpty(text) && characters(text).length <= LONGEST && isStorable(text);
  const texts = ["name", "mime_type", "stored_file_id"].every((each) => isText(value[each]));
  if (!texts || !Number.isInteger(size) || size < 0 || size > SAFE) throw new Refused("not_a_file");
  const mime = value.mime_type.toLowerCase();
  if (!MIME.test(mime)) throw new Refused("not_a_file");
  return Object.fromEntries(MEMBERS.map((each) => [each, each === "mime_type" ? mime : value[each]]));
}

const hasExtension = ({ name }, extension) => name.toLowerCase().endsWith(extension) && name.length > extension.length;
const hasType = ({ mime_type: type }, allowed) => (allowed.endsWith("/*") ? type.startsWith(allowed.slice(0, -1)) : type === allowed);

// Why one file breaks the limits.
function broken(limits) {
  const most = multiply(exact(limits.max_file_size_mb), MEGABYTE);
  const { allowed_file_types: extensions, allowed_mime_types: types } = limits;
  return (file) => {
    if (order(file.size, most) > 0) return "file_too_large";
    const fits = (allowed, has) => !allowed || allowed.some((each) => has(file, each));
    return fits(extensions, hasExtension) && fits(types, hasType) ? null : "file_type_not_allowed";
  };
}

const seen = (files) => files.map(({ name, size }) => [name, size]);

export function file({ limits }) {
  return { normalize: described, limit: broken(limits), compared: (kept) => seen([kept]), words: (kept) => [kept.name] };
}

export function multipleFiles({ limits }) {
  const most = limits.max_files_count ?? MOST, problem = broken(limits);
  return {
    normalize(value) {
      if (!Array.isArray(value)) throw new Refused("wrong_type");
      if (value.length > MOST) throw new Refused("value_too_large");
      return value.map(described);
    },
    limit: (kept) => (kept.length > most ? "too_many_files" : kept.map(problem).find(Boolean) ?? null),
    compared: seen,
    words: (kept) => kept.map((each) => each.name),
  };
}

// What a `test` asks of files that are there.
export const ASKED_OF_FILES = {
  equals(files, wanted) {
    const names = new Set(files.map(([name]) => name)), others = new Set([wanted].flat());
    return names.size === others.size && [...names].every((name) => others.has(name));
  },
  in: (files, wanted) => files.some(([name]) => wanted.includes(name)),
  contains: (files, parts) => files.some(([name]) => parts.some((part) => name.includes(part))),
  file_size_greater_than: (files, bytes) => files.some(([, size]) => size > bytes),
  file_count_greater_than: (files, count) => files.length > count,
};
