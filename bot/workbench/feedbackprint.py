"""What readers said of alerts, as text for people and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from bot.workbench.draftfile import quote
from bot.workbench.feedback import FeedbackReport, Misfire, RuleFeedback

_MOST_HITS = 6  # words of one story


def tell_report(report: FeedbackReport) -> Iterator[str]:
    """Yield the lines of a report; what can be pasted into a rule is YAML."""
    if not report.rules and not report.pairs:
        yield "Nobody said that an alert was not relevant or a duplicate."
    for rule in report.rules:
        yield from _tell_rule(rule)
        yield ""
    if report.pairs:
        yield "Told twice, as readers say:"
    for pair in report.pairs:
        yield f"  {_count(pair.chats, 'chat')}: {pair.headline}"
        if pair.twin:
            yield f"    {pair.likeness:.0f} of 100 like: {pair.twin}"
        else:
            yield "    nothing else was told at about that time"


def _tell_rule(rule: RuleFeedback) -> Iterator[str]:
    yield (
        f"{rule.topic}, rule {rule.rule}: {_count(len(rule.misfires), 'story', 'stories')} "
        f"not relevant (said {_count(rule.said, 'time')}), {rule.relevant} others in the archive"
    )
    for misfire in rule.misfires:
        yield f"  {_count(misfire.chats, 'chat')}: {misfire.headline}{_name_hits(misfire)}"
    if not rule.known:
        yield "  The rule is not in the rules any more."
    elif rule.settled:
        yield f"  The rules of today skip {rule.settled} of them."
    yield from (f"    {line}" for line in write_yaml(rule))


def _name_hits(misfire: Misfire) -> str:
    more = " …" if len(misfire.hits) > _MOST_HITS else ""
    return f"  [{', '.join(misfire.hits[:_MOST_HITS])}{more}]" if misfire.hits else ""


def write_yaml(rule: RuleFeedback) -> Iterator[str]:
    """Yield what to put into the rule, as lines of a topic file."""
    proposal = rule.proposal
    if proposal.exclusions:
        yield f"none: [{', '.join(map(quote, proposal.exclusions))}]"
    if proposal.examples or proposal.unmet:
        yield from ("examples:", "  skip:")
    yield from (f"    - {quote(one, always=True)}" for one in proposal.examples)
    if proposal.unmet:
        yield "    # The rule still matches these, until you exclude what they have:"
    yield from (f"    - {quote(one, always=True)}" for one in proposal.unmet)


def write_json(report: FeedbackReport) -> str:
    """Return a report as JSON."""
    rules = [
        asdict(rule) | {"yaml": "".join(f"{line}\n" for line in write_yaml(rule))}
        for rule in report.rules
    ]
    pairs = [asdict(pair) for pair in report.pairs]
    text = json.dumps({"rules": rules, "pairs": pairs}, ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace").decode()


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
