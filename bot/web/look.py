"""The templates, ready to be filled: everything in them is escaped."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.web import drawing, wording

TEMPLATES = Path(__file__).parent / "templates"


def open_templates() -> Environment:
    """Return the templates of all pages. Compiled when first used."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in ("rough", "precise", "stamp", "clock", "count", "daily", "cut"):
        environment.filters[name] = getattr(wording, name)
    environment.filters["web_link"] = wording.web_link
    environment.filters["reason"] = wording.tell_reason
    environment.globals["ago"] = wording.ago
    environment.globals["chart"] = (drawing.WIDTH, drawing.HEIGHT)
    return environment


def fill(
    templates: Environment, page: str, view: object, *, now: datetime, root: str, every: int
) -> str:
    """Return a page as HTML.

    `view`: what its template shows; `root`: the way from its address to the first page, such as
    "../"; `every`: seconds after which it is asked for again.
    """
    template = templates.get_template(f"{page}.html")
    return template.render(page=page, view=view, now=now, root=root, every=every)
