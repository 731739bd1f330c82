"""rules/words.yaml and rules/names.yaml: what all topics share."""

from bot.errors import RuleFileError
from bot.rules.book import NameVariants, WordList
from bot.rules.files import nodes
from bot.rules.files.expense import check_expense
from bot.rules.files.problems import Problems
from bot.rules.files.reading import read_list, read_mapping, read_text
from bot.rules.files.wordlists import read_word_lists
from bot.rules.text import tokenize


def parse_words(data: bytes | str, file: str) -> dict[str, WordList]:
    """Return the lists of words.yaml by name: `words:` and below it names with lists.

    Raises RuleFileError with every problem of the file.
    """
    problems = Problems(file)
    root = nodes.parse_nodes(data, problems)
    lists: dict[str, WordList] = {}
    if root is not None and check_expense(root, problems):
        fields = read_mapping(root, "the word lists", ("words",), problems, required=("words",))
        lists = read_word_lists((fields or {}).get("words"), {}, problems, complete=True)
    if problems:
        raise RuleFileError(problems.sorted())
    return lists


def parse_names(data: bytes | str, file: str) -> tuple[NameVariants, ...]:
    """Return the names of names.yaml: `names:` and below it each name with more spellings.

    Raises RuleFileError with every problem of the file.
    """
    problems = Problems(file)
    root = nodes.parse_nodes(data, problems)
    names: tuple[NameVariants, ...] = ()
    if root is not None and check_expense(root, problems):
        fields = read_mapping(root, "the names", ("names",), problems, required=("names",))
        names = _read_names((fields or {}).get("names"), problems)
    if problems:
        raise RuleFileError(problems.sorted())
    return names


def _read_names(node: nodes.Node | None, problems: Problems) -> tuple[NameVariants, ...]:
    if node is None:
        return ()
    if not isinstance(node, nodes.Mapping):
        hint = 'write a name and its spellings: "Orenburg: [Оренбург, Orenbourg]"'
        problems.add(node, '"names" must be a group of names with lists', hint)
        return ()
    names = []
    for key, value in node.entries:
        what = f'the name "{key.text}"'
        if not tokenize(key.text):
            problems.add(key, f"{what} has no letter or digit", "write it as ~name has it")
        spellings = []
        for item in read_list(value, what, problems):
            spelling = read_text(item, f"a spelling of {what}", problems)
            if spelling is not None and not tokenize(spelling):
                problems.add(item, f'"{spelling}" has no letter or digit', "write a name")
            elif spelling is not None:
                spellings.append(spelling)
        names.append(
            NameVariants(name=key.text.strip().removeprefix("~"), spellings=tuple(spellings))
        )
    return tuple(names)
