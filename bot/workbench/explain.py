"""Why an article matches, or why not: the engine's own reasons as a tree for the terminal."""

from collections.abc import Iterable, Sequence

from rich.text import Text
from rich.tree import Tree

from bot.rules.engine.explain import RuleVerdict, Step, StepKind, TopicVerdict

_MOST_NAMED = 8  # terms that were looked for in vain
_MOST_HITS = 3  # places of one term
_LISTS = (StepKind.ANY, StepKind.NONE)


def draw_verdicts(verdicts: Iterable[TopicVerdict], headline: str) -> Tree:
    """Return a tree: topics, rules, clauses, and the words that hit; what matches comes first."""
    tree = Tree(Text(headline, style="bold"))
    for verdict in sorted(verdicts, key=lambda one: not one.matches):
        branch = tree.add(Text.assemble(_sign(verdict.matches), " ", _tell_topic(verdict)))
        for rule in sorted(verdict.rules, key=lambda one: not one.holds):
            _draw_rule(rule, branch)
    return tree


def _tell_topic(verdict: TopicVerdict) -> Text:
    said = "matches" if verdict.matches else "does not match"
    text = Text.assemble((verdict.topic, "bold"), f" {said}")
    if verdict.suppressed_by:
        text.append(f": suppressed by {', '.join(verdict.suppressed_by)}")
    elif verdict.min_score is not None:
        text.append(f": score {verdict.score:g} of {verdict.min_score:g}")
    return text


def _draw_rule(rule: RuleVerdict, above: Tree) -> None:
    name = f"{rule.rule} (suppresses the topic)" if rule.suppress else rule.rule
    branch = above.add(Text.assemble(_sign(rule.holds), f" {name}"))
    for step in rule.steps:
        _draw(step, branch, good=step.holds)


def _draw(step: Step, above: Tree, *, good: bool) -> None:
    """Add a step. `good`: the rule wants it to be as it is."""
    branch = above.add(Text.assemble(_sign(good), " ", _tell(step)))
    for part in step.parts:
        # Of a list only what was found is worth a line; of clauses that are all needed each is.
        if part.holds or step.kind not in _LISTS or _has_hits(part):
            _draw(part, branch, good=part.holds is not (step.kind is StepKind.NONE))
    if step.kind is StepKind.ANY and not step.holds:
        missing = [_name(part) for part in step.parts if not _has_hits(part)]
        branch.add(Text(f"not there: {_list(missing)}", style="dim"))


def _has_hits(step: Step) -> bool:
    return bool(step.hits) or any(_has_hits(part) for part in step.parts)


def _tell(step: Step) -> Text:
    text = Text(_name(step), style="bold" if step.kind is StepKind.TERM else "")
    if step.reason:
        text.append(f": {step.reason}", style="not bold")
    elif step.hits:
        places = ", ".join(
            f'"{hit.words}" ({hit.field} {hit.start}–{hit.end})' for hit in step.hits[:_MOST_HITS]
        )
        more = len(step.hits) - _MOST_HITS
        text.append(f": {places}{f' and {more} more' if more > 0 else ''}", style="not bold")
    return text


def _name(step: Step) -> str:
    if step.kind in _LISTS:
        return f"{step.text or step.kind.value} of {len(step.parts)}"
    if step.kind is StepKind.NEAR:
        return f"near: {step.text}"
    return step.text or step.kind.value


def _sign(good: bool) -> tuple[str, str]:
    return ("✓", "green") if good else ("✗", "red")


def _list(words: Sequence[str]) -> str:
    more = f" and {len(words) - _MOST_NAMED} more" if len(words) > _MOST_NAMED else ""
    return ", ".join(words[:_MOST_NAMED]) + more
