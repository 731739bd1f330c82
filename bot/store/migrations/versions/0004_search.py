"""The index over the words of all articles.

Kept by triggers, so that no query can forget it. Making the table of articles anew, as a batch
step does, loses them: such a step must make them again.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

# The texts stay in the table of articles; the index holds their words only. Lengths of texts,
# for ranking, are left out: what is found is shown by time. The apostrophe of Ukrainian words
# splits like the others that are typed for it.
INDEX = """
CREATE VIRTUAL TABLE articles_text USING fts5(
    title, summary, content='articles', content_rowid='id', columnsize=0,
    tokenize="unicode61 remove_diacritics 2 separators 'ʼ'"
)"""
ENTER = "INSERT INTO articles_text (rowid, title, summary) VALUES (new.id, new.title, new.summary)"
STRIKE = """INSERT INTO articles_text (articles_text, rowid, title, summary)
    VALUES ('delete', old.id, old.title, old.summary)"""


# PostgreSQL's words are made alike: no stems, no accents, and whatever is no letter or digit
# splits. The column is made by the database itself; no phrase goes from the title on.
FOLD = """
CREATE FUNCTION tocsin_words(given text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(
        regexp_replace(
            normalize(lower(left(given, 100000) COLLATE "und-x-icu"), NFKD),
            U&'[\\0300-\\036f]', '', 'g'
        ) COLLATE "und-x-icu",
        '[^[:alnum:]]|ʼ', ' ', 'g'))
$$"""
COLUMN = """
ALTER TABLE articles ADD COLUMN words tsvector
    GENERATED ALWAYS AS (tocsin_words(title || ' tocsinend ' || summary)) STORED"""


def upgrade() -> None:
    """Make the index, its triggers, and enter the articles that are there."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FOLD)
        op.execute(COLUMN)
        op.execute("CREATE INDEX articles_words ON articles USING gin (words)")
        return
    op.execute(INDEX)
    _trigger("kept", "INSERT", ENTER)
    _trigger("edited", "UPDATE OF title, summary", f"{STRIKE}; {ENTER}")
    _trigger("swept", "DELETE", STRIKE)
    op.execute("INSERT INTO articles_text (articles_text) VALUES ('rebuild')")


def _trigger(name: str, after: str, does: str) -> None:
    op.execute(f"CREATE TRIGGER articles_text_{name} AFTER {after} ON articles BEGIN {does}; END")
