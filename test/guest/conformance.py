#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""docs/conformance.md: every rule of the specification, and the tests that hold it.

The rules are in test/guest/rules, a file per page of the specification, a line per section, table
row or warning:

    SECTION [ROWS] | title                    held by the conformance tests' own tags
    SECTION [ROWS] | title = SUITE: text      held by another suite, in whose files the text is
    SECTION [ROWS] | title ~ reason           cannot be seen here

ROWS are `#n` of the section's table of checks (or its only table or list), `an`, `bn` of its other
tables and lists in their order, `!n` its warnings outside of tables; `#2-5` is four rows. The tag
of a test is a list of rules: "03 6.1 #1-2 !1, 03 10 #5". The page `arch` stands for x86, aarch64 and
armv7, `arm` for the last two, wherever they have that rule. Tests tagged `hostile` hold that no
program harms another one or the kernel, which no page says.

    conformance.py             writes docs/conformance.md
    conformance.py --check     says what is wrong with it: rules without a test, tags without a rule
    conformance.py --spec DIR  says which rows of the specification in DIR are missing in the rules
"""
import glob, os, re, sys

PAGES = {"01": "01-capabilities", "02": "02-invocations", "03": "03-ipc",
         "04": "04-threads-and-scheduling", "05": "05-faults", "06": "06-interrupts",
         "07": "07-debug-and-benchmark-syscalls", "08": "08-boot", "x86": "arch-x86_64",
         "aarch64": "arch-aarch64", "armv7": "arch-armv7"}
ALIASES = {"arch": ("x86", "aarch64", "armv7"), "arm": ("aarch64", "armv7"), "arch-x86_64": ("x86",),
           "arch-aarch64": ("aarch64",), "arch-armv7": ("armv7",)}
SUITES = {"unit": "test/unit/*.c", "machines": "test/guest/machines", "loader": "test/loader/*",
          "variants": "test/*/variants test/run", "cli": "test/cli/t/*", "abi": "test/abi/run",
          "abi-labels": "test/abi/labels", "bench": "test/bench/*", "bochs": "test/guest/bochs"}
BEYOND = "hostile"
SHOWN = 4  # tests in a row of the document


def rows_of(text):
    """'#1-3 a2' -> ['#1', '#2', '#3', 'a2']; '' -> ['']"""
    rows = []
    for word in text.split():
        kind, first, last = re.fullmatch(r"([#a-z!])(\d+)(?:-(\d+))?", word).groups()
        rows += [kind + str(n) for n in range(int(first), int(last or first) + 1)]
    return rows or [""]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files_of(suite):
    return [p for pattern in SUITES.get(suite, "").split() for p in glob.glob(pattern) if os.path.isfile(p)]


class Rule:
    def __init__(self, page, line):
        where, _, rest = line.partition(" | ")
        self.page, self.where = page, where
        self.section, _, rows = where.partition(" ")
        self.rows = rows_of(rows)
        match = re.fullmatch(r"(.*?)(?: ([=~]) (.*))?", rest)
        self.title, self.how, self.note = match.groups()
        self.tests = []

    def ids(self):
        return [(self.page, self.section, row) for row in self.rows]


def read_rules(problems):
    rules, by_id = [], {}
    for page in PAGES:
        for line in read(f"test/guest/rules/{page}.txt").splitlines()[1:]:
            rule = Rule(page, line)
            rules.append(rule)
            for key in rule.ids():
                if key in by_id:
                    problems.append(f"rules/{page}.txt: {rule.where} is there twice")
                by_id[key] = rule
    return rules, by_id


def read_tests():
    for path in sorted(glob.glob("test/guest/src/*.c")):
        for tag, name in re.findall(r'\bTEST\(\s*((?:"[^"]*"\s*)+),\s*((?:"[^"]*"\s*)+)\)', read(path)):
            join = lambda text: "".join(re.findall(r'"([^"]*)"', text))
            yield os.path.basename(path), join(tag), join(name)


def match(tag, by_id, problems, test):
    """The ids of the rules that a tag names."""
    for item in tag.split(","):
        page, _, rest = item.strip().partition(" ")
        if page == BEYOND:
            continue
        section, _, rows = rest.partition(" ")
        try:
            rows = rows_of(rows)
        except AttributeError:
            problems.append(f"{test}: no such form of tag: {item.strip()}")
            continue
        for row in rows:
            found = [key for p in ALIASES.get(page, (page,))
                     if (key := (p, section, row)) in by_id]
            if not found:
                problems.append(f"{test}: there is no rule {page} {section} {row}".rstrip())
            yield from found


def hold(rules, by_id, problems):
    held = {}
    for file, tag, name in read_tests():
        for key in match(tag, by_id, problems, f"{file}: \"{name}\""):
            held.setdefault(key, []).append((file, name))
            by_id[key].tests.append((file, name))
    sections = {key[:2] for key in held}
    for rule in rules:
        if rule.how == "=":
            suite, _, text = rule.note.partition(": ")
            if not any(text in read(p) for p in files_of(suite)):
                problems.append(f"rules/{rule.page}.txt: {rule.where}: suite {suite} has no \"{text}\"")
        if rule.how is not None:
            continue
        for page, section, row in rule.ids():
            has_rows = row == "" and (page, section) in sections
            if (page, section, row) not in held and not has_rows and not is_title(rules, rule):
                problems.append(f"no test for {page} {section} {row}: {rule.title}")


def is_title(rules, rule):
    """A section that has nothing but sections or rows below it, which speak for themselves."""
    return rule.rows == [""] and any(
        other.page == rule.page and other is not rule and
        (other.section == rule.section or other.section.startswith(rule.section + "."))
        for other in rules)


def held_by(rule):
    if rule.how == "~":
        return f"— ({rule.note})"
    if rule.how == "=" and not rule.tests:
        suite, _, text = rule.note.partition(": ")
        return f"`{suite}`: {text}"
    tests = list(dict.fromkeys(rule.tests))
    shown = [f"`{file}`: {name}" for file, name in tests[:SHOWN]]
    more = len(tests) - SHOWN
    if not tests:
        return "the rules below"
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def document(rules):
    out = ["# Conformance", "",
           "Which tests hold which part of the kernel's specification: every section, row and warning of its",
           "pages, in our own words, made by `test/guest/table` from `test/guest/rules` and the tests' own tags",
           "(`test/guest/conformance.py` says how). Tests without a file are of other suites. A rule marked — is",
           "one that nothing here can show, with the reason.", ""]
    page = None
    for rule in rules:
        if rule.page != page:
            page = rule.page
            out += ["" if out[-1] else None, f"## {page}", "", "| Rule | | Held by |", "|---|---|---|"]
        cells = [f"{page} {rule.where}", rule.title, held_by(rule)]
        out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    beyond = [(file, name) for file, tag, name in read_tests() if tag.startswith(BEYOND)]
    out += ["", "## Hostile programs", "", "| Test | |", "|---|---|"]
    out += [f"| `{file}` | {name} |" for file, name in beyond]
    count = len(list(read_tests()))
    out += ["", f"{count} tests, {sum(len(rule.rows) for rule in rules)} rules."]
    return "\n".join(line for line in out if line is not None) + "\n"


# ---- the specification's own rows, where it is beside the tree ----

class Block:
    def __init__(self, numbered, checks):
        self.numbered, self.checks, self.rows = numbered, checks, []


def list_numbers(text, last):
    """The numbers of a list item, which may hold further ones: '1. …; 2. …'."""
    numbers = []
    for n in re.findall(r"(?<![\w.])(\d+)\. ", text):
        if int(n) == last + 1 or (not numbers and int(n) == 1):
            last = int(n)
            numbers.append(last)
    return numbers


def section_rows(lines):
    blocks, warnings, inside = [], 0, None
    for line in lines:
        if line.startswith("|"):
            if inside != "table":
                inside = "table"
                blocks.append(Block(line.startswith("| # |"), line.startswith("| # |")))
            elif not re.fullmatch(r"\|[-| :]+\|", line):
                n = int(line.split("|")[1]) if blocks[-1].checks else len(blocks[-1].rows) + 1
                blocks[-1].rows.append(n)
            continue
        item = re.match(r"(\d+)\. ", line)
        if item:
            old = next((b for b in reversed(blocks) if b.numbered and not b.checks), None)
            if int(item[1]) == 1 or old is None:
                old = Block(True, False)
                blocks.append(old)
            inside = "list"
            old.rows += list_numbers(line, old.rows[-1] if old.rows else 0)
        elif line.startswith("   ") and inside == "list":
            blocks[-1].rows += list_numbers(line, blocks[-1].rows[-1])
        elif line.strip():
            inside = None
            warnings += line.count("⚠")
        elif inside == "table":
            inside = None
    names = []
    checks = [b for b in blocks if b.checks] if len(blocks) > 1 else blocks
    letters = iter("abcdefgh")
    for block in blocks:
        kind = "#" if block in checks and len(checks) == 1 else next(letters)
        names += [f"{kind}{n}" for n in block.rows]
    return names + [f"!{n + 1}" for n in range(warnings)]


def spec_ids(directory):
    for page, name in PAGES.items():
        parts = re.split(r"(?m)^#{2,4} (\d+(?:\.\d+)*)\.? ?(.*)$", read(f"{directory}/{name}.md"))
        for section, body in zip(parts[1::3], parts[3::3]):
            yield page, section, ""
            for row in section_rows(body.splitlines()):
                yield page, section, row


def main(arguments):
    os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/../..")
    problems = []
    rules, by_id = read_rules(problems)
    if arguments[:1] == ["--spec"]:
        wanted = list(spec_ids(arguments[1]))
        problems += [f"no rule for {' '.join(key)}" for key in wanted if key not in by_id]
        problems += [f"no row in the specification for {' '.join(key)}" for key in by_id
                     if key not in wanted]
        hold_nothing = True
    else:
        hold(rules, by_id, problems)
        hold_nothing = False
    text = document(rules)
    if arguments == ["--check"] and not problems and read("docs/conformance.md") != text:
        problems.append("docs/conformance.md is out of date; run test/guest/table")
    if not arguments:
        with open("docs/conformance.md", "w", encoding="utf-8") as file:
            file.write(text)
    print("\n".join(problems), end="\n" if problems else "")
    return bool(problems)


sys.exit(main(sys.argv[1:]))
