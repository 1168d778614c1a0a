"""Pairs of titles that are one name, and pairs that are two: read in Python and in the browser."""

SAME = [
    ("What’s next", "What's next"),
    ("What‘s next", "WHAT'S NEXT"),
    ("“Alignment” talk", '"Alignment" talk'),
    ("«Alignment» talk", '"alignment" talk'),
    ("Pre–training", "Pre-training"),
    ("Pre—training", "Pre\u2011training"),
    ("Pre\u2212training", "Pre\u2010training"),
    ("Open  weights", "open weights"),
    ("Open\u00a0weights", "Open weights"),
    ("Open\u202fweights", "Open\u2009weights"),
    ("Élan", "E\u0301lan"),
    ("ÉTHIQUE", "éthique"),
    ("CO₂ ledger", "CO2 ledger"),
    ("\uff21\uff29 \uff12\uff10\uff12\uff16", "AI 2026"),
    ("Wait…", "Wait..."),
    ("Straße", "STRASSE"),
    ("ΣΟΦΟΣ", "σοφος"),
    ("Com\u00adpute", "Compute"),
    ("Compute\u200b", "Compute"),
]
OTHER = [
    ("C++", "C#"),
    ("C++", "C"),
    ("-1", "1"),
    ("Éthique", "Ethique"),
    ("Compute", "Computes"),
    ("What's next", "Whats next"),
    ("Pre-training", "Pretraining"),
    ("Wait", "Wait!"),
    ("\u200b", ""),
]
