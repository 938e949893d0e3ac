#!/usr/bin/env python3
"""Keeps the catalogs in Sources/Assets/po in step with the code.

    catalogs.py list                 every source string in the code, as JSON
    catalogs.py extract              add new strings to all catalogs, untranslated; drop those no longer used; keep translations
    catalogs.py missing LANG [--json]    what is not translated (or equals its source without the note "same")
    catalogs.py apply LANG FILE.json     write translations; FILE is what `missing --json` printed, with "translation" filled in
    catalogs.py selftest             run the scanner over the fixture that CatalogTests uses too

A source string is the string literal in `t("…")`, `t("one", "many", n)`, `Phrase("…")` or `Phrase("one", "many")`, with the literal of
`context:` if there is one. Literals joined by + are one string. Tests/LanguageTests/SourceScanner.swift follows the same rules, and a test
compares the two.

In FILE.json every item is {"source", "plural"?, "context"?, "translation"}; with a plural, "translation" is a list with one text for each
plural form (fi, tr: one, many; hy: 0 and 1, many; id: a single one). "same": true says that the translation may equal the source.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGS = ROOT / "Sources" / "Assets" / "po"
LANGUAGES = {
    "fi": "nplurals=2; plural=(n != 1);",
    "hy": "nplurals=2; plural=(n > 1);",
    "id": "nplurals=1; plural=0;",
    "tr": "nplurals=2; plural=(n != 1);",
}
MARKERS = ("t", "Phrase")


class Mistake(Exception):
    """A call that the scanner cannot read; the message says where and what to write instead."""


class Scanner:
    """Reads Swift as far as needed to know code from comments and strings, and interpolations within strings from their text."""

    def __init__(self, text, name):
        self.text, self.name, self.at, self.found = text, name, 0, []

    def scan(self):
        self.code(closer=None)
        return self.found

    def fail(self, at, reason):
        raise Mistake(f"{self.name}:{self.text.count(chr(10), 0, at) + 1}: {reason}")

    def starts(self, what):
        return self.text.startswith(what, self.at)

    def skip_comment(self):
        if self.starts("//"):
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end
            return True
        if not self.starts("/*"):
            return False
        depth = 0
        while self.at < len(self.text):
            if self.starts("/*"):
                depth, self.at = depth + 1, self.at + 2
            elif self.starts("*/"):
                depth, self.at = depth - 1, self.at + 2
                if depth == 0:
                    break
            else:
                self.at += 1
        return True

    def skip_space(self):
        while self.at < len(self.text):
            if self.text[self.at] in " \t\r\n":
                self.at += 1
            elif not self.skip_comment():
                break

    def opens_literal(self):
        """The number of # before a quotation mark that begins a literal here, or None."""
        hashes = 0
        while self.text.startswith("#", self.at + hashes):
            hashes += 1
        return hashes if self.text.startswith('"', self.at + hashes) else None

    def code(self, closer, watch=False):
        """Reads code up to the matching closer. With `watch`, returns the `context:` literal and whether a literal stood in the first argument."""
        depth, context, literal_first, first = 0, None, False, True
        while self.at < len(self.text):
            if self.skip_comment():
                continue
            if self.opens_literal() is not None:
                literal_first = literal_first or (watch and depth == 0 and first)
                self.literal()
                continue
            character = self.text[self.at]
            if character.isascii() and (character.isalpha() or character == "_"):
                start = self.at
                while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] == "_"):
                    self.at += 1
                word = self.text[start:self.at]
                if word in MARKERS and self.starts("("):
                    self.call(start, word)
                elif watch and depth == 0 and word == "context" and self.starts(":"):
                    self.at += 1
                    self.skip_space()
                    if self.opens_literal() is not None:
                        context = self.plain()
                continue
            self.at += 1
            if character in "([{":
                depth += 1
            elif character in ")]}":
                if depth == 0 and character == closer:
                    return context, literal_first
                depth -= 1
            elif character == "," and depth == 0:
                first = False
        if closer:
            self.fail(len(self.text), f"no closing {closer}")
        return context, literal_first

    def call(self, start, word):
        self.at += 1
        self.skip_space()
        if self.opens_literal() is None:
            _, literal_first = self.code(")", watch=True)
            if literal_first:
                self.fail(start, f"write {word}(…) around each literal, not around an expression that holds one")
            return
        source, plural = self.joined(), None
        self.skip_space()
        if self.starts(","):
            back = self.at
            self.at += 1
            self.skip_space()
            if self.opens_literal() is not None:
                plural = self.joined()
                self.skip_space()
            else:
                self.at = back
        if not (self.starts(",") or self.starts(")")):
            self.fail(start, f"{word}(…) takes a literal alone; put values in as {{placeholders}}")
        context, _ = self.code(")", watch=True)
        self.found.append({"source": source, "plural": plural, "context": context})

    def joined(self):
        text = self.plain()
        while True:
            back = self.at
            self.skip_space()
            if not self.starts("+"):
                self.at = back
                return text
            self.at += 1
            self.skip_space()
            if self.opens_literal() is None:
                self.fail(self.at, "only literals can be joined to a source string")
            text += self.plain()

    def plain(self):
        start = self.at
        text, interpolated = self.literal()
        if interpolated:
            self.fail(start, "no interpolation in a source string; use {placeholders} and values")
        return text

    def literal(self):
        """Reads a string literal with its interpolations. Returns its text and whether it has any."""
        start = self.at
        hashes = self.opens_literal()
        self.at += hashes
        many = self.starts('"""')
        quote = ('"""' if many else '"') + "#" * hashes
        self.at += 3 if many else 1
        escape = "\\" + "#" * hashes
        out, interpolated = [], False
        while not self.starts(quote):
            if self.at >= len(self.text) or (not many and self.text[self.at] == "\n"):
                self.fail(start, "a string without its end")
            if not self.starts(escape):
                out.append(self.text[self.at])
                self.at += 1
                continue
            self.at += len(escape)
            kind = self.text[self.at]
            self.at += 1
            if kind == "(":
                interpolated = True
                self.code(")")
            elif kind == "u":
                end = self.text.index("}", self.at)
                out.append(chr(int(self.text[self.at + 1:end], 16)))
                self.at = end + 1
            elif kind in "\n \t\r" and many:
                # A backslash at the end of a line joins it with the next.
                while self.text[self.at - 1] != "\n":
                    self.at += 1
                out.append("\x00")
            else:
                out.append({"n": "\n", "t": "\t", "r": "\r", "0": "\x00"}.get(kind, kind))
        self.at += len(quote)
        text = "".join(out)
        if many:
            lines = text.replace("\x00", "\x00\n").split("\n")[1:]
            indent = len(lines[-1]) if lines else 0
            text = "\n".join(line[indent:] if line[:indent].strip() == "" else line for line in lines[:-1]).replace("\x00\n", "")
        return text, interpolated


def key(entry):
    return entry["source"], entry.get("context") or ""


def sources():
    """Every source string of the code, by key. One that stands both with and without a plural has the plural."""
    strings = {}
    for path in sorted((ROOT / "Sources").rglob("*.swift")):
        for entry in Scanner(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))).scan():
            known = strings.setdefault(key(entry), entry)
            if entry["plural"] and known["plural"] and entry["plural"] != known["plural"]:
                raise Mistake(f'{path.relative_to(ROOT)}: "{entry["source"]}" has two plurals: "{known["plural"]}", "{entry["plural"]}"')
            known["plural"] = known["plural"] or entry["plural"]
    return strings


def unquote(line):
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), line.strip()[1:-1])


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def read(language):
    """The entries of a catalog by key."""
    entries, entry, field = {}, None, None
    for line in (CATALOGS / f"{language}.po").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if entry is None or (entry["msgstr"] and (not line or line.startswith("#") or re.match(r"msg(ctxt|id) ", line))):
            if entry is not None and entry["source"]:
                entries[key(entry)] = entry
            entry = {"source": "", "context": None, "plural": None, "msgstr": [], "notes": [], "comments": []}
            field = None
        if line.startswith("#."):
            entry["notes"].append(line[2:].strip())
        elif line.startswith("#~"):
            continue
        elif line.startswith("#"):
            entry["comments"].append(line)
        elif line.startswith('"'):
            if field == "msgstr":
                entry["msgstr"][-1] += unquote(line)
            else:
                entry[field] += unquote(line)
        elif line:
            word, text = line.split(" ", 1)
            field = {"msgctxt": "context", "msgid": "source", "msgid_plural": "plural"}.get(word, "msgstr")
            if field == "msgstr":
                entry["msgstr"].append(unquote(text))
            else:
                entry[field] = unquote(text)
    if entry is not None and entry["source"] and entry["msgstr"]:
        entries[key(entry)] = entry
    return entries


def write(language, entries):
    header = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\nPlural-Forms: {LANGUAGES[language]}\n"
    lines = ['msgid ""', 'msgstr ""'] + [quote(line + "\n") for line in header.splitlines()]
    for _, entry in sorted(entries.items()):
        lines.append("")
        lines += entry["comments"] + [f"#. {note}" for note in entry["notes"]]
        if entry["context"]:
            lines.append(f"msgctxt {quote(entry['context'])}")
        lines.append(f"msgid {quote(entry['source'])}")
        if entry["plural"]:
            lines.append(f"msgid_plural {quote(entry['plural'])}")
            lines += [f"msgstr[{index}] {quote(text)}" for index, text in enumerate(entry["msgstr"])]
        else:
            lines.append(f"msgstr {quote(entry['msgstr'][0])}")
    (CATALOGS / f"{language}.po").write_text("\n".join(lines) + "\n", encoding="utf-8")


def forms(language, entry):
    return int(re.search(r"nplurals=(\d)", LANGUAGES[language])[1]) if entry["plural"] else 1


def extract():
    strings = sources()
    for language in LANGUAGES:
        old = read(language)
        new = {}
        for name, string in strings.items():
            known = old.get(name)
            entry = {"notes": [], "comments": [], **(known or {}), **string}
            texts = known["msgstr"] if known else []
            # A string that gained or lost its plural has to be translated again.
            entry["msgstr"] = texts if len(texts) == forms(language, entry) else [""] * forms(language, entry)
            new[name] = entry
        write(language, new)
        added, dropped = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        print(f"{language}: {len(new)} strings, {added} new, {dropped} dropped, {len(missing(language))} to translate")


def missing(language):
    def wanting(entry):
        if "" in entry["msgstr"]:
            return True
        return "same" not in entry["notes"] and entry["msgstr"][0] in (entry["source"], entry["plural"])

    return [entry for _, entry in sorted(read(language).items()) if wanting(entry)]


def item(language, entry):
    """An entry as `missing --json` shows it: ready to be filled in."""
    shown = {name: entry[name] for name in ("source", "plural", "context") if entry[name]}
    return {**shown, "translation": [""] * forms(language, entry) if entry["plural"] else ""}


def placeholders(text):
    return sorted(set(re.findall(r"\{(\w+)\}", text)))


def apply(language, path):
    entries, wrong = read(language), []
    for given in json.loads(pathlib.Path(path).read_text(encoding="utf-8")):
        entry = entries.get(key(given))
        texts = given["translation"] if isinstance(given["translation"], list) else [given["translation"]]
        if entry is None:
            wrong.append(f"not in the catalog (run extract first?): {given['source']}")
        elif len(texts) != forms(language, entry):
            wrong.append(f"{forms(language, entry)} forms wanted, {len(texts)} given: {given['source']}")
        elif any(text and not fits(text, entry) for text in texts):
            wrong.append(f"placeholders differ: {given['source']}")
        else:
            entry["msgstr"] = texts
            if given.get("same") and "same" not in entry["notes"]:
                entry["notes"].append("same")
    write(language, entries)
    print(f"{language}: {len(missing(language))} left to translate")
    if wrong:
        sys.exit("\n".join(wrong))


def fits(text, entry):
    """Whether the placeholders are right: those of the source; a plural form may leave out {n} ("one new message")."""
    wanted = placeholders(entry["plural"] or entry["source"])
    given = placeholders(text)
    return given == wanted or (bool(entry["plural"]) and sorted(given + ["n"]) == wanted)


def selftest():
    folder = ROOT / "Tools" / "fixtures"
    found = Scanner((folder / "Scanned.swift.txt").read_text(encoding="utf-8"), "Scanned.swift.txt").scan()
    expected = json.loads((folder / "Scanned.json").read_text(encoding="utf-8"))
    if found != expected:
        sys.exit(json.dumps(found, ensure_ascii=False, indent=2))
    print(f"{len(found)} strings found as expected")


def main(arguments):
    try:
        match arguments:
            case ["list"]:
                print(json.dumps([entry for _, entry in sorted(sources().items())], ensure_ascii=False, indent=1))
            case ["extract"]:
                extract()
            case ["missing", language]:
                for entry in missing(language):
                    print(" · ".join(filter(None, [entry["context"], entry["source"], entry["plural"]])))
            case ["missing", language, "--json"]:
                print(json.dumps([item(language, entry) for entry in missing(language)], ensure_ascii=False, indent=1))
            case ["apply", language, path]:
                apply(language, path)
            case ["selftest"]:
                selftest()
            case _:
                sys.exit(__doc__)
    except Mistake as mistake:
        sys.exit(str(mistake))


main(sys.argv[1:])
