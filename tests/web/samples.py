"""Invented topics, headlines and outlets."""

TOPICS = {
    "storms": ("Storms and floods", ("gales", "floods", "warnings")),
    "energy": ("Energy and the grid", ("outages", "reactors", "gas")),
    "ports": ("Ports and shipping", ("closures", "strikes", "accidents")),
    "courts": ("Courts", ("verdicts", "appeals")),
}
HEADLINES = (
    ("storms", "gales", "Gales close three bridges along the northern coast"),
    ("energy", "outages", "Forty thousand homes without power after substation fire"),
    ("ports", "strikes", "Dockers at Marhaven vote to walk out from Monday"),
    ("storms", "floods", "River Osk rises above its banks, two villages cleared"),
    ("courts", "verdicts", "Court upholds the fine against the ferry operator"),
    ("energy", "reactors", "Second reactor at Talbrook back on the grid after repairs"),
    ("ports", "accidents", "Freighter runs aground off Cape Lorn, crew is safe"),
    ("storms", "warnings", "Weather service issues red warning for the south-west"),
    ("ports", "closures", "У порту Марґевен зупинили навантаження через шторм"),
    ("energy", "gas", "Gas stores are four fifths full, says the regulator"),
    ("courts", "appeals", "Appeal over the Talbrook permit is heard in public"),
    ("storms", "gales", "Trains stand still between Osk and Marhaven"),
)
SOURCES = (
    "The Northern Courier",
    "Marhaven Post",
    "Оглядач узбережжя",
    "Talbrook Radio",
    "Harbour Daily",
    "Wire 7",
    "Osk Valley News",
    "Lorn Gazette",
    "Kurier Portowy",
    "Küstenbote",
    "The Evening Signal",
    "Grid Watch",
)
TROUBLES = {
    2: ("failing", "answered 502 Bad Gateway", 4),
    5: ("blocked", "answered 403 Forbidden", 9),
    7: ("silent", None, 0),
    9: ("slow", None, 0),
    11: ("gone", "answered 410 Gone", 3),
}
