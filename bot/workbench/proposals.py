"""What is proposed for a topic, put into its file: if the whole folder holds with it."""

from dataclasses import replace
from pathlib import Path

from bot.errors import BotError, RuleFileError
from bot.rules.book import RuleBook
from bot.workbench.feedback import FeedbackReport
from bot.workbench.replacing import replace_file
from bot.workbench.ruleedit import add_examples, add_exclusions
from bot.workbench.trial import try_file


def write_proposals(
    report: FeedbackReport, book: RuleBook, topic: str, folder: Path
) -> tuple[Path, int, int]:
    """Put what is proposed for a topic into its file; return it, and how many exclusions and
    examples it got.

    Nothing is written unless the whole folder, with it, has no problem and every example is
    matched as it says. Raises RuleFileError with the problems, BotError when there is nothing
    to write, or no place for it.
    """
    file = next((one.file for one in book.topics if one.name == topic), "")
    rules = [
        rule
        for rule in report.rules
        if rule.topic == topic and (rule.proposal.exclusions or rule.proposal.examples)
    ]
    if not file:
        known = ", ".join(one.name for one in book.topics)
        raise BotError(f'there is no topic "{topic}": there are {known}')
    if not rules:
        raise BotError(f'nothing is proposed for "{topic}": its file stays as it is')
    path = Path(file).resolve()
    text = path.read_bytes().decode()
    for rule in rules:
        text = add_exclusions(text, rule.rule, rule.proposal.exclusions)
        text = add_examples(text, rule.rule, rule.proposal.examples)
    if found := try_file(folder, Path(file).name, text.encode()):
        raise RuleFileError(
            [
                replace(problem, message=f"with what is proposed: {problem.message}")
                for problem in found
            ]
        )
    replace_file(path, text.encode())
    return (
        Path(file),
        sum(len(rule.proposal.exclusions) for rule in rules),
        sum(len(rule.proposal.examples) for rule in rules),
    )
