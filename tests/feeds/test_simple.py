"""Items that leave feedparser as they found it, and items that may not."""

import pytest

from bot.feeds.simple import is_simple

SIMPLE = [
    "",
    " \n",
    "<title>t &amp; t</title><link/><guid isPermaLink='false'>1</guid>",
    "<description><![CDATA[<p>a</item><div>]]> and <![CDATA[b]]></description>",
    "<!-- note --><category>c</category>",
    '<enclosure url="https://a.example/x" />',
    "<author><name>A</name>\n<email>e</email></author><atom:author><atom:name/></atom:author>",
    '<media:group><media:content url="u"><media:title/></media:content> </media:group>',
    '<content type="xhtml"><div xmlns="urn:x"><p>a <b>b</b></p></div></content>',
    '<x:whatever a="b">words</x:whatever>',
]
NOT_SIMPLE = [
    "words",
    "<title>a <b>b</b></title>",
    "<description><p>a</p></description>",
    '<content type="html"><div>a</div></content>',
    '<content type="xhtml"><div><svg/></div></content>',
    '<content type="xhtml"><div><source/></div></content>',
    "<div>a</div>",
    "<xhtml:body>a</xhtml:body>",
    "<svg:svg/>",
    "<feed>f</feed>",
    "<channel/>",
    "<item>i</item>",
    "<title>a",
    "<title><!-- a --></title>",
    "<![CDATA[a]]>",
    "<?target words?>",
    "<x:a><x:b>c</x:b></x:a>",
    '<enclosure url="https://a.example/>x" />',
]


@pytest.mark.parametrize("inner", SIMPLE)
def test_elements_with_text_are_simple(inner):
    assert is_simple(f"<item>{inner}".encode(), b"item")
    assert is_simple(f'<entry xml:lang="en">{inner}'.encode(), b"entry")


@pytest.mark.parametrize("inner", NOT_SIMPLE)
def test_markup_in_texts_and_feeds_in_feeds_are_not(inner):
    assert not is_simple(f"<item>{inner}".encode(), b"item")


def test_only_an_element_of_the_name_is_one():
    for other in ("", "<items>", "<entry>", "<item", "<item/>", " <item>", "item>"):
        assert not is_simple(other.encode(), b"item")
