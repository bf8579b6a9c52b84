#!/usr/bin/env python3
"""Looks at the sources themselves: where the folders point, how long lines and functions are, what is documented.

Usage: test-house.py SOURCE-ROOT     prints TAP; with --figures instead of a test: figures of each folder
"""
import collections
import os
import re
import sys

ROOMS = ["base", "vault", "instrument", "trajectory", "record", "care", "exchange", "report", "cli", "app"]
# Side by side, none may use the other: what one needs of the other comes through a callback.
APART = {("care", "exchange"), ("exchange", "care"), ("exchange", "report"), ("report", "exchange"), ("cli", "app"), ("app", "cli"),
         ("vault", "instrument"), ("instrument", "vault"), ("trajectory", "vault"), ("trajectory", "instrument"),
         ("trajectory", "record"), ("record", "trajectory"), ("instrument", "trajectory"), ("vault", "trajectory")}
LONGEST_LINE = 120
LONGEST_FUNCTION = 60
LONGEST_FILE = 900
DOCUMENTED = 0.95


class House:
    def __init__(self, root):
        self.root = root
        self.files = {}  # path under root → lines
        for top in ("src", "tests"):
            for folder, _, names in os.walk(os.path.join(root, top)):
                for name in names:
                    if name.endswith((".c", ".h")):
                        path = os.path.join(folder, name)
                        with open(path, encoding="utf-8") as file:
                            self.files[os.path.relpath(path, root)] = file.read().split("\n")
        self.homes = {}  # header → folder under src
        for path in self.files:
            if path.startswith("src/") and path.endswith(".h"):
                self.homes[os.path.basename(path)] = os.path.dirname(path)[4:]

    def sources(self):
        return {path: lines for path, lines in self.files.items() if path.startswith("src/")}

    def arrows(self):
        """(folder, folder) → [(file, header)] for every include that leaves its folder"""
        found = collections.defaultdict(list)
        for path, lines in self.sources().items():
            folder = os.path.dirname(path)[4:]
            for line in lines:
                match = re.match(r'#include "([^"]+)"', line)
                home = self.homes.get(os.path.basename(match.group(1))) if match else None
                if home is not None and home != folder:
                    found[folder, home].append((path, match.group(1)))
        return found


def circles(arrows):
    """The strongly connected groups of more than one folder (Tarjan)."""
    graph = collections.defaultdict(set)
    for one, other in arrows:
        graph[one].add(other)
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on.add(node)
        for near in sorted(graph[node]):
            if near not in index:
                visit(near)
                low[node] = min(low[node], low[near])
            elif near in on:
                low[node] = min(low[node], index[near])
        if low[node] == index[node]:
            group = []
            while not group or group[-1] != node:
                group.append(stack.pop())
                on.discard(group[-1])
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def functions(lines):
    """(name, first line, length of the body, static) of each function of a C file in GTK layout"""
    for number, line in enumerate(lines):
        if line != "{":
            continue
        end = next((k for k in range(number + 1, len(lines)) if lines[k] == "}"), None)
        if end is None:
            continue
        start = number
        while start > 0 and lines[start - 1] and not lines[start - 1].startswith(("}", "#", "/", " *")):
            start -= 1
        head = " ".join(lines[start:number])
        match = re.search(r"\b(\w+)\s*\(", re.sub(r"G_GNUC_\w+(\s*\([^()]*\))?", "", head))
        if match:
            yield match.group(1), start, end - number - 1, bool(re.search(r"\bstatic\b", head))


def declared(lines):
    """The names of the functions that a header declares."""
    text = re.sub(r"/\*.*?\*/", " ", "\n".join(lines), flags=re.S)
    text = re.sub(r"^\s*#.*?(?<!\\)$", " ", text, flags=re.M)
    return set(re.findall(r"\b(ek_\w+|cli_\w+)\s*\(", text))


def documented(lines):
    return set(re.findall(r"^ \* (\w+):\s*$", "\n".join(lines), flags=re.M))


def check_arrows(house):
    for (one, other), files in sorted(house.arrows().items()):
        upper, lower = one.split("/")[0], other.split("/")[0]
        if upper != lower and (ROOMS.index(upper) < ROOMS.index(lower) or (upper, lower) in APART):
            yield f"{one} includes {other}, which it must not know: {files[0][0]} includes {files[0][1]}"


def check_circles(house):
    arrows = house.arrows()
    for group in circles(arrows):
        inside = [files[0] for (one, other), files in sorted(arrows.items()) if one in group and other in group]
        yield f"{', '.join(group)} include each other: " + "; ".join(f"{path} includes {header}" for path, header in inside)


def calls(house):
    """folder → {(file, file): functions}: which file of a folder calls what another file of it defines"""
    where = {}
    for path, lines in house.sources().items():
        for name, _, _, static in functions(lines) if path.endswith(".c") else ():
            if not static:
                where[name] = path
    found = collections.defaultdict(dict)
    for path, lines in house.sources().items():
        folder = os.path.dirname(path)[4:]
        for word in set(re.findall(r"\w+", without_comments(lines))) if path.endswith(".c") else ():
            other = where.get(word)
            if other is not None and other != path and os.path.dirname(other)[4:] == folder:
                found[folder].setdefault((path, other), set()).add(word)
    return found


def check_files(house):
    for folder, arrows in sorted(calls(house).items()):
        for group in circles(arrows):
            inside = [f"{os.path.basename(one)} calls {sorted(names)[0]}() of {os.path.basename(other)}"
                      for (one, other), names in sorted(arrows.items()) if one in group and other in group]
            yield f"{folder}: " + "; ".join(inside)


def check_lines(house):
    for path, lines in sorted(house.files.items()):
        for number, line in enumerate(lines, 1):
            if len(line) > LONGEST_LINE:
                yield f"{path}:{number}: {len(line)} columns, {LONGEST_LINE} are allowed"
            elif line != line.rstrip() or "\t" in line:
                yield f"{path}:{number}: blanks at the end of the line, or a tabulator"
            elif re.search(r"\bg_auto(ptr|list|slist|queue)?\(", line):
                yield f"{path}:{number}: a blank is missing after g_auto…, as clang-format writes it"


def check_functions(house):
    for path, lines in sorted(house.sources().items()):
        for name, start, length, _ in functions(lines):
            if length > LONGEST_FUNCTION:
                yield f"{path}:{start + 1}: {name}() has {length} lines, {LONGEST_FUNCTION} are allowed"
        if len(lines) > LONGEST_FILE:
            yield f"{path} has {len(lines)} lines, {LONGEST_FILE} are allowed"


def documentation(house):
    """room → (documented, public, names without)"""
    public = collections.defaultdict(set)
    described = set()
    for path, lines in house.sources().items():
        described |= documented(lines)
        if path.endswith(".h") and "private" not in path:
            public[path.split("/")[1]] |= {name for name in declared(lines) if not name.isupper()}
    defined = {name for lines in house.sources().values() for name, _, _, static in functions(lines) if not static}
    for room, names in sorted(public.items()):
        names &= defined
        yield room, len(names & described), len(names), sorted(names - described)


def check_documentation(house):
    for room, count, public, without in documentation(house):
        if count < DOCUMENTED * public:
            yield f"{room}: {count} of {public} public functions are documented; without: {', '.join(without)}"


def without_comments(lines):
    return re.sub(r"/\*.*?\*/", " ", "\n".join(lines), flags=re.S)


def unused(house):
    """(file, name) of each function that is not static and that nothing names but its declaration and its definition"""
    named = collections.Counter()
    for lines in house.files.values():
        named.update(re.findall(r"\w+", without_comments(lines)))
    for folder, _, names in os.walk(os.path.join(house.root, "ui")):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                named.update(re.findall(r"\w+", file.read()))
    for path, lines in sorted(house.sources().items()):
        if path.endswith(".c"):
            for name, _, _, static in functions(lines):
                if not static and name != "main" and named[name] <= 2:
                    yield path, name


def check_unused(house):
    for path, name in unused(house):
        yield f"{path}: nobody calls {name}()"


def figures(house):
    count = collections.Counter(os.path.dirname(path)[4:] for path in house.sources())
    print("files: " + ", ".join(f"{folder} {n}" for folder, n in sorted(count.items())))
    print("circles:", circles(house.arrows()) or "none")
    for room, have, public, _ in documentation(house):
        print(f"documented: {room} {have} of {public}")
    for room in ROOMS:
        once = statics = 0
        for path, lines in house.sources().items():
            if path.split("/")[1] == room and path.endswith(".c"):
                words = collections.Counter(re.findall(r"\w+", "\n".join(lines)))
                for name, _, _, static in functions(lines):
                    statics += static
                    once += static and words[name] == 2
        print(f"static functions named once: {room} {once} of {statics}")


def main():
    house = House([word for word in sys.argv[1:] if not word.startswith("--")][0])
    if "--figures" in sys.argv:
        figures(house)
        return
    checks = [check_arrows, check_circles, check_files, check_lines, check_functions, check_documentation, check_unused]
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        wrong = list(check(house))
        for line in wrong[:40]:
            print("#", line)
        print("not ok" if wrong else "ok", number, "-", check.__name__[6:])


if __name__ == "__main__":
    main()
