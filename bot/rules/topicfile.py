"""A topic's file to a Topic. A new key has its place in the tables on top and one reader."""

from bot.errors import RuleFileError
from bot.rules.book import Condition, Example, Rule, Topic
from bot.rules.nodes import Listing, Mapping, Node, Text, parse_nodes
from bot.rules.problems import Problems
from bot.rules.reading import read_list, read_mapping, read_name, read_text
from bot.rules.terms import Term, TermError, parse_term

TOPIC_KEYS = ("topic", "title", "description", "rules")
CONDITION_KEYS = ("any", "all", "none")
RULE_KEYS = ("name", *CONDITION_KEYS, "examples")
EXAMPLE_KEYS = ("match", "skip")


def parse_topic(data: bytes | str, file: str) -> Topic:
    """Return the topic of one file; `file` is its name in problems.

    Raises RuleFileError with every problem of the file.
    """
    problems = Problems(file)
    root = parse_nodes(data, problems)
    topic = None if root is None else _read_topic(root, problems)
    if problems or topic is None:
        raise RuleFileError(problems.sorted())
    return topic


def _read_topic(root: Node, problems: Problems) -> Topic | None:
    required = ("topic", "title", "rules")
    fields = read_mapping(root, "the file", TOPIC_KEYS, problems, required=required)
    if fields is None:
        return None
    name = read_name(fields.get("topic"), "the topic", problems)
    title = read_text(fields.get("title"), "the title", problems)
    described = fields.get("description")
    description = read_text(described, "the description", problems) or ""
    rules = _read_rules(fields.get("rules"), problems)
    if name is None or title is None:
        return None
    place = fields["topic"]
    return Topic(
        name=name,
        title=" ".join(title.split()),
        description=description,
        rules=rules,
        file=problems.file,
        line=place.line,
        column=place.column,
    )


def _read_rules(node: Node | None, problems: Problems) -> tuple[Rule, ...]:
    items = read_list(node, '"rules"', problems)
    if isinstance(node, Listing) and not items:
        problems.add(node, '"rules" is empty', "add a rule with a name and any or all")
    rules: list[Rule] = []
    lines: dict[str, int] = {}
    for item in items:
        fields = read_mapping(item, "a rule", RULE_KEYS, problems, required=("name",))
        if fields is None:
            continue
        name = read_text(fields.get("name"), "the name of a rule", problems)
        what = f'rule "{name}"' if name else "the rule"
        condition = _read_condition(fields, item, what, problems)
        match, skip = _read_examples(fields.get("examples"), what, problems)
        if name is None:
            continue
        if name in lines:
            hint = f"the other one stands on line {lines[name]}: give one another name"
            problems.add(fields["name"], f"{what} is there twice", hint)
        lines.setdefault(name, item.line)
        place = {"line": item.line, "column": item.column}
        rules.append(Rule(name=name, condition=condition, match=match, skip=skip, **place))
    return tuple(rules)


def _read_condition(
    fields: dict[str, Node], place: Node, what: str, problems: Problems
) -> Condition:
    if "any" not in fields and "all" not in fields:
        hint = "list the words it looks for under any (one suffices) or all (each is needed)"
        problems.add(place, f'{what} has neither "any" nor "all"', hint)
    return Condition(
        **{
            key: _read_clause(fields[key], key, what, problems)
            for key in CONDITION_KEYS
            if key in fields
        }
    )


def _read_clause(
    node: Node, key: str, what: str, problems: Problems
) -> tuple[Term | Condition, ...]:
    """Return what stands in one list: terms, and conditions within it."""
    where = f'"{key}" of {what}'
    nodes = read_list(node, where, problems)
    if isinstance(node, Listing) and not nodes:
        problems.add(node, f"{where} is empty", "list words, or delete the key")
    items: list[Term | Condition] = []
    for item in nodes:
        read = _read_item(item, where, what, problems)
        if read is not None:
            items.append(read)
    return tuple(items)


def _read_item(node: Node, where: str, what: str, problems: Problems) -> Term | Condition | None:
    if isinstance(node, Mapping) and any(key.text in CONDITION_KEYS for key, _ in node.entries):
        fields = read_mapping(node, f"a condition in {where}", CONDITION_KEYS, problems)
        return None if fields is None else _read_condition(fields, node, what, problems)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        if isinstance(value, Text):
            written = f"{key.text}: {value.text}".rstrip()
            hint = f'put it in quotes: "{written}"'
            problems.add(node, f"a colon splits a term in {where}", hint)
            return None
    text = read_text(node, f"a term in {where}", problems)
    if text is None:
        return None
    try:
        return parse_term(text)
    except TermError as error:
        problems.add(node, f'term "{text}": {error.message}', error.hint)
        return None


def _read_examples(
    node: Node | None, what: str, problems: Problems
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    fields = None
    if node is not None:
        fields = read_mapping(node, f"examples of {what}", EXAMPLE_KEYS, problems)
    return (
        _read_headlines((fields or {}).get("match"), f'"match" of {what}', problems),
        _read_headlines((fields or {}).get("skip"), f'"skip" of {what}', problems),
    )


def _read_headlines(node: Node | None, what: str, problems: Problems) -> tuple[Example, ...]:
    return tuple(
        Example(text=text, line=item.line, column=item.column)
        for item in read_list(node, what, problems)
        if (text := read_text(item, f"an example in {what}", problems)) is not None
    )
